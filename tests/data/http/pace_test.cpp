// How fast requests go, by what the server saw.
#include <doctest/doctest.h>

#include <atomic>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/data/http/asking.h"
#include "tests/servers/raw_server.h"
#include "tests/servers/server.h"

namespace sleeve::data::http {
namespace {

using std::chrono::milliseconds;
using tests::Server;
using namespace std::chrono_literals;

void answer_ok(const httplib::Request&, httplib::Response& response) {
  response.set_content("ok", "text/plain");
}

/// Says `status` to the first `times` requests, with this Retry-After unless it is empty.
Server::Answer first_says(int status, int times, std::string after = "") {
  return [=, left = std::make_shared<std::atomic<int>>(times)](const httplib::Request& request,
                                                               httplib::Response& response) {
    answer_ok(request, response);
    if ((*left)-- <= 0) return;
    response.status = status;
    if (!after.empty()) response.set_header("Retry-After", after);
  };
}

TEST_CASE("a limit is never exceeded in any window, and at least 93 % of it is used") {
  constexpr std::size_t kCount = 40;
  constexpr auto kWindow = 3000ms;  // widened by more than a busy machine's log lags
  Server server(answer_ok);
  ClientOptions options = on_loopback();
  options.rate_limits[server.authority()] = {kCount, kWindow};
  Client client(options);
  // Two windows' worth between the first and the last.
  for (const Outcome& outcome :
       ask(client, std::vector(2 * kCount + 1, Request{.url = server.url("/")})))
    CHECK(text(outcome) == "ok");

  const auto arrivals = server.arrivals();
  REQUIRE(arrivals.size() == 2 * kCount + 1);
  for (std::size_t i = 0; i + kCount < arrivals.size(); ++i)
    CHECK(arrivals[i + kCount].time - arrivals[i].time > kWindow);
  CHECK(arrivals.back().time - arrivals.front().time <= 2 * kWindow / 0.93);
}

TEST_CASE("hops of redirects and further tries count against the limit, others' requests do not") {
  constexpr auto kWindow = 200ms;
  Server free(answer_ok);
  Server server([times = std::make_shared<std::atomic<int>>(0)](const httplib::Request& request,
                                                                httplib::Response& response) {
    answer_ok(request, response);
    if (request.path == "/hop") response.set_redirect("/end", 307);
    if (request.path == "/fails" && (*times)++ == 0) response.status = 500;
  });
  ClientOptions options = on_loopback();
  options.rate_limits[server.authority()] = {1, kWindow};
  Client client(options);
  std::vector<Request> requests{{.url = server.url("/hop")}, {.url = server.url("/fails")}};
  requests.resize(20, {.url = free.url("/")});
  for (const Outcome& outcome : ask(client, requests)) CHECK(text(outcome) == "ok");
  const auto arrivals = server.arrivals();
  CHECK(arrivals.size() == 4);
  // Half of it: the log of a busy machine lags by more than a short window is widened.
  for (std::size_t i = 0; i + 1 < arrivals.size(); ++i)
    CHECK(arrivals[i + 1].time - arrivals[i].time > kWindow / 2);
}

TEST_CASE("where another process may have used up the limit, a window passes first") {
  constexpr auto kWindow = 300ms;
  Server server(answer_ok), free(answer_ok);
  ClientOptions options = on_loopback();
  options.rate_limits[server.authority()] = {1, kWindow};
  options.limits_may_be_used = true;
  const Time begin = std::chrono::steady_clock::now();
  Client client(options);
  for (const Outcome& outcome : ask(client, {{.url = server.url("/")}, {.url = free.url("/")}}))
    CHECK(text(outcome) == "ok");
  REQUIRE(server.arrivals().size() == 1);
  CHECK(server.arrivals()[0].time - begin > kWindow);
}

TEST_CASE("what could not be sent leaves its place in the limit to the next") {
  const std::string nobody = "127.0.0.1:" + std::to_string(tests::free_port());
  ClientOptions options = on_loopback();
  options.rate_limits[nobody] = {1, std::chrono::hours(1)};
  Client client(options);
  for (const Outcome& outcome : ask(client, std::vector(3, Request{.url = "http://" + nobody})))
    CHECK(outcome.failure == Failure::no_connection);
}

TEST_CASE("Retry-After in seconds holds the whole host, and no other") {
  Server server(first_says(429, 1, "1")), other(answer_ok);
  ClientOptions options = on_loopback();
  options.connections_per_host = 1;
  Client client(options);
  std::vector<Request> requests(4, {.url = server.url("/")});
  std::optional<Pause> pause;
  std::chrono::milliseconds held = 0ms;
  for (const Request& request : requests)
    client.get(request, [](const Outcome& outcome) { CHECK(text(outcome) == "ok"); });
  CHECK_FALSE(client.longest_pause());
  while (client.active() > 0) {
    client.poll(100ms);
    if (!pause) pause = client.longest_pause();
    if (pause && held == 0ms) held = client.held_for(server.authority());
    if (pause && other.arrivals().empty()) {
      CHECK(text(ask(client, {.url = other.url("/")})) == "ok");
    }
  }
  REQUIRE(pause);
  CHECK(pause->host == server.authority());
  CHECK(mentions(pause->reason, "429"));
  CHECK(pause->left <= 1s);
  CHECK(pause->left > 0s);
  CHECK(held > 0s);
  CHECK(held <= pause->left);
  CHECK(client.held_for(other.authority()) == 0s);
  CHECK(client.held_for(server.authority()) == 0s);
  const auto arrivals = server.arrivals();
  REQUIRE(arrivals.size() == 5);
  for (std::size_t i = 1; i < arrivals.size(); ++i)
    CHECK(arrivals[i].time - arrivals[0].time >= 1s);
  CHECK_FALSE(client.longest_pause());
}

TEST_CASE("Retry-After as a date") {
  const std::time_t date = std::time(nullptr) + 2;
  char in_words[64];
  std::strftime(in_words, sizeof in_words, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&date));
  Server server(first_says(503, 1, in_words));
  CHECK(text(ask({.url = server.url("/")})) == "ok");
  const auto arrivals = server.arrivals();
  REQUIRE(arrivals.size() == 2);
  // It is whole seconds, and the present one has begun.
  CHECK(arrivals[1].time - arrivals[0].time > 500ms);
  CHECK(std::time(nullptr) >= date);
}

TEST_CASE(
    "nobody waits for a pause that is too long: all that wait for the host end, with a word") {
  Server server(first_says(429, 1000, "7200"));
  ClientOptions options = on_loopback();
  options.connections_per_host = 1;
  Client client(options);
  for (const Outcome& outcome : ask(client, std::vector(5, Request{.url = server.url("/")}))) {
    CHECK_FALSE(outcome.response);
    CHECK(outcome.failure == Failure::gave_up);
    CHECK(mentions(outcome.reason, "120 min"));
    CHECK(mentions(outcome.reason, "10 min"));
    CHECK(mentions(outcome.reason, server.authority()));
  }
  CHECK(server.arrivals().size() == 1);
  // Nor is it asked again later on.
  CHECK(ask(client, {.url = server.url("/")}).failure == Failure::gave_up);
  CHECK(server.arrivals().size() == 1);
}

TEST_CASE("without Retry-After, 429 and 5xx are tried again after a back-off") {
  for (const int status : {429, 500, 502, 503, 504}) {
    CAPTURE(status);
    Server server(first_says(status, 2));
    const Outcome outcome = ask({.url = server.url("/")});
    CHECK(text(outcome) == "ok");
    CHECK(outcome.tries == 3);
  }
}

TEST_CASE("Retry-After: 0, or one that says nothing, is a back-off") {
  for (const char* after : {"0", "soon", "Sun, 06 Nov 1994 08:49:37 GMT"}) {
    Server server(first_says(503, 2, after));
    CHECK(text(ask({.url = server.url("/")})) == "ok");
  }
}

TEST_CASE("a burst of 503 is survived by all") {
  Server server(first_says(503, 10));
  ClientOptions options = on_loopback();
  options.retry.tries = 20;
  Client client(options);
  for (const Outcome& outcome : ask(client, std::vector(30, Request{.url = server.url("/")})))
    CHECK(text(outcome) == "ok");
  CHECK(server.arrivals().size() == 40);
}

TEST_CASE("there is a ceiling on tries, and the reason says what came last") {
  Server server(first_says(503, 1000));
  const Outcome outcome = ask({.url = server.url("/")});
  CHECK_FALSE(outcome.response);
  CHECK(outcome.failure == Failure::gave_up);
  CHECK(outcome.tries == 3);
  CHECK(mentions(outcome.reason, "HTTP 503, 3 tries"));
  CHECK(server.arrivals().size() == 3);
}

TEST_CASE("an answer with status 200 that means later is one") {
  Server server([left = std::make_shared<std::atomic<int>>(2)](const httplib::Request&,
                                                               httplib::Response& response) {
    const bool busy = (*left)-- > 0;
    response.set_content(busy ? "Quota limit exceeded for k3y" : "ok", "text/plain");
  });
  Request request{.url = server.url("/"), .headers = {{"apikey", "k3y", true}}};
  request.busy = [](const Response& response) -> std::optional<std::string> {
    const std::string body(response.body.begin(), response.body.end());
    if (body == "ok") return std::nullopt;
    return body;
  };
  ClientOptions options = on_loopback();
  options.retry.tries = 2;
  Client client(options);
  const Outcome outcome = ask(client, request);
  CHECK(outcome.failure == Failure::gave_up);
  CHECK(mentions(outcome.reason, "Quota limit exceeded for ***"));
  const Outcome later = ask(client, request);
  CHECK(text(later) == "ok");
}

}  // namespace
}  // namespace sleeve::data::http
