// Where a client lets itself be led, by what servers saw.
#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <string>

#include "tests/data/http/asking.h"
#include "tests/servers/server.h"

namespace sleeve::data::http {
namespace {

using tests::Server;

/// Redirects everything but /end, which says "end".
Server::Answer to(const std::string& location, int status = 307) {
  return [=](const httplib::Request& request, httplib::Response& response) {
    if (request.path == "/end")
      response.set_content("end", "text/plain");
    else
      response.set_redirect(location, status);
  };
}

bool has(const tests::Arrival& arrival, const std::string& header) {
  return arrival.headers.find(header) != arrival.headers.end();
}

TEST_CASE("redirects are followed, to another host too") {
  Server end(to("/"));
  for (const int status : {301, 302, 303, 307, 308}) {
    Server server(to(end.url("/end"), status));
    const Outcome outcome = ask({.url = server.url("/")});
    CHECK(text(outcome) == "end");
    CHECK(outcome.response->url == end.url("/end"));
    CHECK(outcome.tries == 1);
  }
  CHECK(text(ask({.url = end.url("/x")})).find("5 redirects") != std::string::npos);
  Server relative(to("end"));
  CHECK(text(ask({.url = relative.url("/x")})) == "end");
}

TEST_CASE("secrets do not travel along, other headers do") {
  Server end(to("/"));
  Server server(to(end.url("/end")));
  Server same(to("/end"));
  for (const Server* first : {&server, &same}) {
    const Outcome outcome =
        ask({.url = first->url("/"), .headers = {{"apikey", "k3y", true}, {"X-Open", "yes"}}});
    CHECK(text(outcome) == "end");
    CHECK(has(first->arrivals().front(), "apikey"));
  }
  REQUIRE(end.arrivals().size() == 1);
  REQUIRE(same.arrivals().size() == 2);
  for (const auto& arrival : {end.arrivals().back(), same.arrivals().back()}) {
    CHECK(arrival.path == "/end");
    CHECK_FALSE(has(arrival, "apikey"));
    CHECK(has(arrival, "X-Open"));
  }
}

TEST_CASE("a further try begins where the request did, with its secrets") {
  Server server([times = std::make_shared<std::atomic<int>>(0)](const httplib::Request& request,
                                                                httplib::Response& response) {
    if (request.path == "/")
      response.set_redirect("/end", 307);
    else if ((*times)++ == 0)
      response.status = 502;
    else
      response.set_content("end", "text/plain");
  });
  CHECK(text(ask({.url = server.url("/"), .headers = {{"apikey", "k3y", true}}})) == "end");
  const auto arrivals = server.arrivals();
  REQUIRE(arrivals.size() == 4);
  for (const std::size_t i : {0, 2}) {
    CHECK(arrivals[i].path == "/");
    CHECK(has(arrivals[i], "apikey"));
    CHECK_FALSE(has(arrivals[i + 1], "apikey"));
  }
}

TEST_CASE("a loop ends after five redirects") {
  Server server(to("/again"));
  const Outcome outcome = ask({.url = server.url("/")});
  CHECK(outcome.failure == Failure::bad_redirect);
  CHECK(mentions(outcome.reason, "5 redirects"));
  CHECK(server.arrivals().size() == 6);
}

TEST_CASE("other schemes, passwords and nonsense are not followed") {
  for (const std::string location :
       {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
        "http://name:pass@127.0.0.1/", "http://", "javascript:0"}) {
    CAPTURE(location);
    Server server(to(location));
    const Outcome outcome = ask({.url = server.url("/")});
    CHECK_FALSE(outcome.response);
    CHECK(outcome.failure == Failure::bad_redirect);
    CHECK(mentions(outcome.reason, "redirects to"));
    CHECK(server.arrivals().size() == 1);
  }
}

TEST_CASE("a redirect without a goal is an answer like any other") {
  Server server([](const httplib::Request&, httplib::Response& response) {
    response.status = 302;
    response.set_content("nowhere", "text/plain");
  });
  CHECK(ask({.url = server.url("/")}).response->status == 302);
}

TEST_CASE("nobody is led to a private or local address, whatever it is called") {
  // Only 127.0.0.1 may be private here, and these are all ways to the same server.
  Server end(to("/"));
  for (const std::string host : {"localhost", "[::ffff:127.0.0.1]", "127.0.0.2", "2130706434",
                                 "0x7f.2", "0.0.0.0", "[::]", "[64:ff9b::7f00:1]"}) {
    CAPTURE(host);
    Server server(to("http://" + host + end.authority().substr(9) + "/end"));
    const Outcome outcome =
        ask({.url = server.url("/s3cret?s3cret"), .headers = {{"apikey", "s3cret", true}}});
    CHECK_FALSE(outcome.response);
    CAPTURE(outcome.reason);
    CHECK(outcome.failure == Failure::forbidden_address);
    CHECK(mentions(outcome.reason, "redirected from " + server.url("/***")));
    CHECK_FALSE(mentions(outcome.reason, "s3cret"));
    CHECK(outcome.tries == 1);
  }
  CHECK(end.arrivals().empty());
}

TEST_CASE("a host that nobody named may not be local either, and is never connected to") {
  Server server(to("/"));
  ClientOptions options = on_loopback();
  options.private_hosts = {};
  Client client(options);
  const Outcome outcome = ask(client, {.url = server.url("/end")});
  CHECK(outcome.failure == Failure::forbidden_address);
  CHECK(mentions(outcome.reason, "127.0.0.1, a loopback address"));
  CHECK(server.arrivals().empty());
}

}  // namespace
}  // namespace sleeve::data::http
