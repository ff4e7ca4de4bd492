#include "data/http/client.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <semaphore>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
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

void say_hello(const httplib::Request&, httplib::Response& response) {
  response.set_content("hello", "text/plain");
}

TEST_CASE("an answer comes whole, with its status, type and address") {
  Server server(say_hello);
  const Outcome outcome = ask({.url = server.url("/a?b=c")});
  CHECK(text(outcome) == "hello");
  CHECK(outcome.response->status == 200);
  CHECK(outcome.response->content_type == "text/plain");
  CHECK(outcome.response->url == server.url("/a?b=c"));
  CHECK(outcome.tries == 1);
}

TEST_CASE("the server gets the headers, the user agent and what compressions are understood") {
  Server server(say_hello);
  ask({.url = server.url("/a?b=c"), .headers = {{"apikey", "k3y", true}}});
  const auto arrivals = server.arrivals();
  REQUIRE(arrivals.size() == 1);
  const auto value = [&](const std::string& name) {
    const auto found = arrivals[0].headers.find(name);
    return found == arrivals[0].headers.end() ? "(none)" : found->second;
  };
  CHECK(arrivals[0].path == "/a?b=c");
  CHECK(value("apikey") == "k3y");
  CHECK(value("User-Agent") == "Sleeve/test (tests@example.org)");
  CHECK(mentions(value("Accept-Encoding"), "gzip"));
}

TEST_CASE("a status that means no is an answer, with what the server says of it") {
  Server server([](const httplib::Request&, httplib::Response& response) {
    response.status = 404;
    response.set_content("no such album", "text/plain");
  });
  const Outcome outcome = ask({.url = server.url("/")});
  CHECK(text(outcome) == "no such album");
  CHECK(outcome.response->status == 404);
  CHECK(server.arrivals().size() == 1);
}

TEST_CASE("what is no address of the web fails at once, without a word of what may be a password") {
  for (const std::string url : {"", "covers/1.jpg", "file:///etc/passwd", "ftp://127.0.0.1/",
                                "http://name:s3cret@127.0.0.1/"}) {
    CAPTURE(url);
    const Outcome outcome = ask({.url = url});
    CHECK_FALSE(outcome.response);
    CHECK(outcome.failure == Failure::bad_address);
    CHECK(mentions(outcome.reason, "http"));
    CHECK_FALSE(mentions(outcome.reason, "s3cret"));
    CHECK(outcome.tries == 0);
  }
}

TEST_CASE("connections are kept and used again, and no more are open than may be") {
  Server server(say_hello);
  ClientOptions options = on_loopback();
  options.connections_per_host = 3;
  Client client(options);
  const auto outcomes = ask(client, std::vector(60, Request{.url = server.url("/")}));
  for (const Outcome& outcome : outcomes) CHECK(text(outcome) == "hello");
  std::set<int> connections;
  for (const auto& arrival : server.arrivals()) connections.insert(arrival.client_port);
  CHECK(server.arrivals().size() == 60);
  CHECK(connections.size() <= 3);
}

TEST_CASE("to all hosts together no more is on its way than may be, and none is forgotten") {
  std::atomic<int> arrived = 0;
  std::counting_semaphore<> go(0);
  const auto answer = [&](const httplib::Request& request, httplib::Response& response) {
    ++arrived;
    go.acquire();
    say_hello(request, response);
  };
  Server one(answer), two(answer), three(answer);
  ClientOptions options = on_loopback();
  options.connections_per_host = 1;
  options.connections = 2;
  Client client(options);
  int done = 0;
  for (int i = 0; i < 10; ++i) {
    for (const Server* server : {&one, &two, &three}) {
      client.get({.url = server->url("/")}, [&](const Outcome& outcome) {
        CHECK(text(outcome) == "hello");
        ++done;
      });
    }
  }
  while (arrived < 2) client.poll(10ms);
  for (int i = 0; i < 10; ++i) client.poll(10ms);  // a third would come now
  CHECK(arrived == 2);
  go.release(30);
  while (client.active() > 0) client.poll(100ms);
  CHECK(done == 30);
}

TEST_CASE("hosts take turns at connections that are too few for all") {
  Server one(say_hello), two(say_hello), three(say_hello);
  ClientOptions options = on_loopback();
  options.connections = 1;
  Client client(options);
  std::map<const Server*, int> done;
  for (const Server* server : {&one, &two, &three}) {
    for (int i = 0; i < 10; ++i) {
      client.get({.url = server->url("/")}, [&, server](const Outcome&) {
        ++done[server];
        const auto [least, most] = std::minmax({done[&one], done[&two], done[&three]});
        CHECK(most - least <= 1);
      });
    }
  }
  while (client.active() > 0) client.poll(100ms);
  CHECK(done == std::map<const Server*, int>{{&one, 10}, {&two, 10}, {&three, 10}});
}

TEST_CASE("a kept connection that the server has closed meanwhile does no harm") {
  RawServer server(
      [](RawConnection& connection) { connection.send(tests::ok_with_length(5) + "hello"); });
  Client client(on_loopback());
  for (int i = 0; i < 5; ++i) CHECK(text(ask(client, {.url = server.url()})) == "hello");
  CHECK(server.arrivals().size() == 5);
}

TEST_CASE("requests to a host go in the order given") {
  Server server(say_hello);
  ClientOptions options = on_loopback();
  options.connections_per_host = 1;
  Client client(options);
  std::vector<Request> requests;
  for (int i = 0; i < 20; ++i) requests.push_back({.url = server.url("/") + std::to_string(i)});
  ask(client, requests);
  const auto arrivals = server.arrivals();
  REQUIRE(arrivals.size() == 20);
  for (std::size_t i = 0; i < 20; ++i) CHECK(arrivals[i].path.substr(1) == std::to_string(i));
}

TEST_CASE("a callback may ask for more") {
  Server server(say_hello);
  Client client(on_loopback());
  int done = 0;
  const std::function<void(Outcome)> more = [&](const Outcome& outcome) {
    CHECK(text(outcome) == "hello");
    if (++done < 10) client.get({.url = server.url("/")}, more);
  };
  client.get({.url = server.url("/")}, more);
  while (client.active() > 0) client.poll(10s);
  CHECK(done == 10);
}

TEST_CASE("what a callback throws comes out of poll, and the others are still called") {
  Server server(say_hello);
  Client client(on_loopback());
  int done = 0;
  for (int i = 0; i < 4; ++i)
    client.get({.url = server.url("/")}, [&done](Outcome) {
      if (++done % 2 == 1) throw std::runtime_error("full disk");
    });
  int thrown = 0;
  while (client.active() > 0) {
    try {
      client.poll(10s);
    } catch (const std::runtime_error&) {
      ++thrown;
    }
  }
  CHECK(done == 4);
  CHECK(thrown == 2);
}

TEST_CASE("a client that waits is woken from another thread") {
  Client client(on_loopback());
  std::thread other([&] { client.wake(); });
  CHECK_FALSE(client.poll(std::chrono::hours(1)));
  other.join();
  // Woken before it waits, it does not wait.
  client.wake();
  CHECK_FALSE(client.poll(std::chrono::hours(1)));
}

TEST_CASE("without anything to do, poll returns in the end") {
  Client client(on_loopback());
  CHECK_FALSE(client.poll(1ms));
  CHECK_FALSE(client.poll(0ms));
}

TEST_CASE("a client may go at any moment: no callback is called") {
  RawServer silent([](RawConnection& connection) { connection.fall_silent(); });
  RawServer half([](RawConnection& connection) {
    connection.send(tests::ok_with_length(100) + "half");
    connection.fall_silent();
  });
  bool called = false;
  const auto done = [&called](Outcome) { called = true; };
  {
    Client client(on_loopback());
    client.get({.url = silent.url()}, done);  // not even started
  }
  {
    Client client(on_loopback());
    for (int i = 0; i < 50; ++i) {
      client.get({.url = silent.url()}, done);
      client.get({.url = half.url()}, done);
    }
    while (silent.arrivals().empty() || half.arrivals().empty()) client.poll(1ms);
    CHECK(client.active() == 100);
  }
  CHECK_FALSE(called);
}

TEST_CASE("proxies of the environment are not used") {
  Server proxy(say_hello);
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
    setenv(name, proxy.url().c_str(), 1);
  Server server([](const httplib::Request&, httplib::Response& response) {
    response.set_content("straight", "text/plain");
  });
  CHECK(text(ask({.url = server.url("/")})) == "straight");
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
  CHECK(proxy.arrivals().empty());
}

TEST_CASE("options and headers that make no sense are refused") {
  ClientOptions options = on_loopback();
  options.connections_per_host = 0;
  CHECK_THROWS_AS(Client{options}, std::invalid_argument);
  options = on_loopback();
  options.connections = 0;
  CHECK_THROWS_AS(Client{options}, std::invalid_argument);
  options = on_loopback();
  options.rate_limits["a.example"] = {0, 1000ms};
  CHECK_THROWS_AS(Client{options}, std::invalid_argument);
  options = on_loopback();
  options.retry.tries = 0;
  CHECK_THROWS_AS(Client{options}, std::invalid_argument);
  options = on_loopback();
  options.user_agent = "Sleeve\r\nX: y";
  CHECK_THROWS_AS(Client{options}, std::invalid_argument);
  Client client(on_loopback());
  CHECK_THROWS_AS(client.get({.url = "http://a.example/", .headers = {{"a", "b\nc"}}}, {}),
                  std::invalid_argument);
  CHECK(client.active() == 0);
}

}  // namespace
}  // namespace sleeve::data::http
