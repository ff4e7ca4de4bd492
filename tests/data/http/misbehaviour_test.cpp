// Servers and networks that do not do as they should.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/data/http/asking.h"
#include "tests/servers/raw_server.h"
#include "tests/servers/server.h"

namespace sleeve::data::http {
namespace {

using tests::RawConnection;
using tests::RawServer;
using tests::Server;
using namespace std::chrono_literals;

/// Of a request with a secret, which appears in no reason.
Outcome refused(RawServer::Behaviour behaviour, std::chrono::milliseconds time_limit = 60s) {
  RawServer server(std::move(behaviour));
  const Outcome outcome = ask({.url = server.url("/k3y?k3y"),
                               .headers = {{"apikey", "k3y", true}},
                               .max_bytes = 1000,
                               .time_limit = time_limit});
  CHECK_FALSE(outcome.response);
  INFO(outcome.reason);
  CHECK(mentions(outcome.reason, server.authority()));
  CHECK_FALSE(mentions(outcome.reason, "k3y"));
  const bool again = outcome.tries == 3;
  CHECK(again == may_pass(outcome.failure));
  CHECK(server.arrivals().size() == static_cast<std::size_t>(outcome.tries));
  return outcome;
}

TEST_CASE("a body that ends too early is tried again, and never taken for a whole one") {
  const auto outcome = refused([](RawConnection& connection) {
    connection.send(tests::ok_with_length(100) + std::string(99, 'x'));
  });
  CHECK(outcome.failure == Failure::connection_lost);
  CHECK(refused([](RawConnection& connection) {
          connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        }).failure == Failure::connection_lost);
}

TEST_CASE("a connection that is closed without an answer") {
  CHECK(refused([](RawConnection&) {}).failure == Failure::connection_lost);
  CHECK(refused([](RawConnection& connection) { connection.send("HTTP/1.1 200 O"); }).failure ==
        Failure::connection_lost);
}

TEST_CASE("a body without end is cut off, whether it says so or not") {
  CHECK(refused([](RawConnection& connection) {
          connection.send(tests::ok_without_length());
          connection.send_forever(std::string(500, 'x'));
        }).failure == Failure::too_large);
  const auto outcome = refused([](RawConnection& connection) {
    connection.send(tests::ok_with_length(1'000'000'000));
    connection.send_forever(std::string(500, 'x'));
  });
  CHECK(outcome.failure == Failure::too_large);
  CHECK(mentions(outcome.reason, "1000 bytes"));
}

TEST_CASE("headers without end are no answer") {
  const Outcome outcome = refused([](RawConnection& connection) {
    connection.send("HTTP/1.1 200 OK\r\n");
    connection.send_forever("X-More: of it\r\n");
  });
  CHECK(may_pass(outcome.failure));
}

TEST_CASE("an interim answer says nothing about the final one") {
  RawServer server([](RawConnection& connection) {
    connection.send("HTTP/1.1 103 Early Hints\r\nContent-Type: text/x-early\r\n\r\n" +
                    tests::ok_with_length(5) + "hello");
  });
  const Outcome outcome = ask({.url = server.url()});
  CHECK(text(outcome) == "hello");
  CHECK(outcome.response->content_type == "image/jpeg");
}

TEST_CASE("a body of exactly the largest size is whole, one byte more is too large") {
  Server server([](const httplib::Request& request, httplib::Response& response) {
    response.set_content(std::string(request.path == "/more" ? 1001 : 1000, 'x'), "image/jpeg");
  });
  CHECK(text(ask({.url = server.url("/"), .max_bytes = 1000})).size() == 1000);
  CHECK(ask({.url = server.url("/more"), .max_bytes = 1000}).failure == Failure::too_large);
}

TEST_CASE("a page about an error is cut, and the status remains the answer") {
  RawServer server([](RawConnection& connection) {
    connection.send("HTTP/1.1 404 Not Found\r\n\r\n");
    connection.send_forever(std::string(500, 'x'));
  });
  const Outcome outcome = ask({.url = server.url(), .max_bytes = 1 << 20});
  REQUIRE(outcome.response);
  CHECK(outcome.response->status == 404);
  CHECK(outcome.response->body.size() == kErrorBodyBytes);
}

TEST_CASE("an endless page is no obstacle to a redirect or another try") {
  Server end([](const httplib::Request&, httplib::Response& response) {
    response.set_content("end", "text/plain");
  });
  RawServer server([&](RawConnection& connection) {
    const bool first = server.arrivals().size() == 1;
    connection.send(first ? std::string("HTTP/1.1 500 Oh\r\n\r\n")
                          : "HTTP/1.1 302 Found\r\nLocation: " + end.url("/") + "\r\n\r\n");
    connection.send_forever(std::string(500, 'x'));
  });
  CHECK(text(ask({.url = server.url()})) == "end");
}

TEST_CASE("slow bodies and silence end with the time limit") {
  CHECK(refused([](RawConnection& connection) { connection.fall_silent(); }, 500ms).failure ==
        Failure::timed_out);
  CHECK(refused(
            [](RawConnection& connection) {
              connection.send(tests::ok_with_length(100));
              connection.trickle("x");
            },
            500ms)
            .failure == Failure::timed_out);
}

TEST_CASE("a stall ends long before the time limit") {
  RawServer server([](RawConnection& connection) {
    connection.send(tests::ok_with_length(100));
    connection.trickle("x");
  });
  ClientOptions options = on_loopback();
  options.stall_limit = 1s;
  options.retry.tries = 1;
  Client client(options);
  CHECK(ask(client, {.url = server.url(), .time_limit = std::chrono::hours(1)}).failure ==
        Failure::timed_out);
}

TEST_CASE("what is not HTTP, or compressed wrongly, is not understood") {
  CHECK(refused([](RawConnection& connection) {
          connection.send("220 mail.example ESMTP\r\n");
        }).failure == Failure::malformed_answer);
  CHECK(refused([](RawConnection& connection) {
          connection.send(
              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nno gzip !");
        }).failure == Failure::malformed_answer);
}

TEST_CASE("what is compressed comes decompressed, and its limit is on what comes out") {
  constexpr std::size_t kBytes = 50'000'000;
  Server server([](const httplib::Request& request, httplib::Response& response) {
    const bool bomb = request.path == "/bomb";
    response.set_content(std::string(bomb ? kBytes : 100'000, 'x'), "application/json");
  });
  CHECK(text(ask({.url = server.url("/")})) == std::string(100'000, 'x'));
  const Outcome outcome = ask({.url = server.url("/bomb"), .max_bytes = 1'000'000});
  CHECK(outcome.failure == Failure::too_large);
  CHECK(server.arrivals().size() == 2);
}

TEST_CASE("a type that lies is passed on as it is") {
  Server server([](const httplib::Request&, httplib::Response& response) {
    response.set_content("<html>no cover</html>", "image/jpeg");
  });
  const Outcome outcome = ask({.url = server.url("/")});
  CHECK(text(outcome) == "<html>no cover</html>");
  CHECK(outcome.response->content_type == "image/jpeg");
}

TEST_CASE("a server that is not there") {
  const std::string host = "127.0.0.1:" + std::to_string(tests::free_port());
  const Outcome outcome = ask({.url = "http://" + host + "/a?k3y"});
  CHECK(outcome.failure == Failure::no_connection);
  CHECK(outcome.tries == 3);
  CHECK(mentions(outcome.reason, "http://" + host + "/a: no connection (Connection refused)"));
  CHECK(mentions(outcome.reason, "check the network"));
}

TEST_CASE("a name that nobody has") {
  const Outcome outcome = ask({.url = "http://no-such-host.invalid/a?k3y"});
  CHECK(outcome.failure == Failure::name_not_resolved);
  CHECK(outcome.tries == 3);
  CHECK(mentions(outcome.reason, "no-such-host.invalid"));
  CHECK(mentions(outcome.reason, "check its name, and the network"));
}

}  // namespace
}  // namespace sleeve::data::http
