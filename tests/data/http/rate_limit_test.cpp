#include "data/http/rate_limit.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <vector>

namespace sleeve::data::http {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

/// Requests sent as soon as the log lets them, each `to_connect()` after its start; times of
/// sending.
template <typename ToConnect>
std::vector<Time> send_all(RateLimit limit, int requests, ToConnect to_connect) {
  SendLog log(limit);
  std::vector<Time> on_their_way, sent;
  Time now{};
  int started = 0;
  while (sent.size() < static_cast<std::size_t>(requests)) {
    Time next = Time::max();
    if (started < requests) next = log.next_start(now);
    if (next <= now) {
      log.start();
      ++started;
      on_their_way.push_back(now + to_connect());
      std::sort(on_their_way.begin(), on_their_way.end());
      continue;
    }
    if (!on_their_way.empty()) next = std::min(next, on_their_way.front());
    REQUIRE(next < Time::max());
    now = next;
    if (!on_their_way.empty() && on_their_way.front() <= now) {
      log.sent(now);
      sent.push_back(now);
      on_their_way.erase(on_their_way.begin());
    }
  }
  return sent;
}

/// The shortest time that holds count + 1 of them.
milliseconds tightest(const std::vector<Time>& sent, int count) {
  Time::duration least = Time::duration::max();
  for (std::size_t i = 0; i + static_cast<std::size_t>(count) < sent.size(); ++i)
    least = std::min(least, sent[i + static_cast<std::size_t>(count)] - sent[i]);
  return std::chrono::floor<milliseconds>(least);
}

TEST_CASE("no window holds more than the limit, and at least 93 % of it is used") {
  for (const RateLimit limit :
       {RateLimit{1, 1000ms}, RateLimit{50, 5000ms}, RateLimit{40, 500ms}}) {
    CAPTURE(limit.count);
    const int requests = 10 * limit.count + 1;
    const auto sent = send_all(limit, requests, [] { return 0ms; });
    CHECK(tightest(sent, limit.count) > limit.window);
    // Ten windows' worth of requests lies between the first and the last.
    CHECK(sent.back() - sent.front() <= 10 * limit.window / 0.93);
  }
}

TEST_CASE("what counts is when a request is sent, however long its connection takes to open") {
  const RateLimit limit{5, 1000ms};
  std::mt19937 random(1);
  std::uniform_int_distribution<int> delay(0, 900);
  const auto sent = send_all(limit, 200, [&] { return milliseconds(delay(random)); });
  CHECK(tightest(sent, limit.count) > limit.window);
}

TEST_CASE("while all places are taken by requests that are not sent, nothing may start") {
  SendLog log({2, 1000ms});
  const Time now{};
  log.start();
  CHECK(log.next_start(now) == now);
  log.start();
  CHECK(log.next_start(now) == Time::max());
  log.sent(now);
  CHECK(log.next_start(now) > now + 1000ms);
  CHECK(log.next_start(now) <= now + 1075ms);
  log.drop();
  CHECK(log.next_start(now) == now);
}

TEST_CASE("a log forgets what has left its window") {
  SendLog log({1, 1000ms});
  CHECK(log.is_empty(Time{}));
  log.start();
  CHECK_FALSE(log.is_empty(Time{}));
  log.sent(Time{});
  CHECK_FALSE(log.is_empty(Time{} + 1000ms));
  CHECK(log.is_empty(Time{} + 2000ms));
}

TEST_CASE("a limit that lets nothing through is refused") {
  CHECK_THROWS_AS(SendLog({0, 1000ms}), std::invalid_argument);
  CHECK_THROWS_AS(SendLog({1, 0ms}), std::invalid_argument);
}

}  // namespace
}  // namespace sleeve::data::http
