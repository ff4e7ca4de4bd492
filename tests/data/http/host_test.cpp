#include "data/http/host.h"

#include <doctest/doctest.h>

#include <memory>

namespace sleeve::data::http {
namespace {

using namespace std::chrono_literals;

TEST_CASE("jobs start in the order of their times, then of their coming") {
  Host<int> host(8, std::nullopt);
  const Time now{};
  host.add(now + 2s, std::make_unique<int>(3));
  host.add(now + 1s, std::make_unique<int>(1));
  host.add(now + 1s, std::make_unique<int>(2));
  CHECK(host.next_start(now) == now + 1s);
  CHECK(*host.start() == 1);
  CHECK(*host.start() == 2);
  CHECK(host.next_start(now + 1s) == now + 2s);
  CHECK(host.next_start(now + 5s) == now + 5s);
}

TEST_CASE("no more run at a time than may") {
  Host<int> host(2, std::nullopt);
  const Time now{};
  for (int i = 0; i < 3; ++i) host.add(now, std::make_unique<int>(i));
  host.start();
  CHECK(host.next_start(now) == now);
  host.start();
  CHECK(host.next_start(now) == Time::max());
  host.ended(true);
  CHECK(host.next_start(now) == now);
}

TEST_CASE("a held host starts nothing, and a shorter hold does not shorten it") {
  Host<int> host(8, std::nullopt);
  const Time now{};
  host.add(now, std::make_unique<int>(1));
  host.hold(now + 10s, "it asked for it");
  host.hold(now + 5s, "it asked for less");
  CHECK(host.next_start(now) == now + 10s);
  CHECK(host.hold_reason() == "it asked for it");
  CHECK(host.next_start(now + 11s) == now + 11s);
}

TEST_CASE("where there is a limit, nothing is sent twice for one place in it") {
  const Time now{};
  for (const bool limited : {false, true}) {
    Host<int> host(8, limited ? std::optional(RateLimit{1, 1000ms}) : std::nullopt);
    host.add(now, std::make_unique<int>(0));
    host.start();
    CHECK(host.sending(now, false));
    CHECK(host.sending(now, true) == !limited);
  }
}

TEST_CASE("a job that ends without having been sent leaves its place in the limit") {
  Host<int> host(8, RateLimit{1, 1000ms});
  const Time now{};
  for (int i = 0; i < 2; ++i) host.add(now, std::make_unique<int>(i));
  host.start();
  CHECK(host.next_start(now) == Time::max());
  host.ended(false);
  CHECK(host.next_start(now) == now);
  host.start();
  CHECK(host.sending(now, false));
  host.ended(true);
  host.add(now, std::make_unique<int>(3));
  CHECK(host.next_start(now) > now + 1000ms);
}

TEST_CASE("a host may be forgotten only when that changes nothing") {
  Host<int> host(8, RateLimit{1, 1000ms});
  const Time now{};
  CHECK(host.is_idle(now));
  host.add(now, std::make_unique<int>(1));
  CHECK_FALSE(host.is_idle(now));
  host.start();
  CHECK_FALSE(host.is_idle(now));
  CHECK(host.sending(now, false));
  host.ended(true);
  CHECK_FALSE(host.is_idle(now));
  CHECK(host.is_idle(now + 2s));
  host.hold(now + 5s, "later");
  CHECK_FALSE(host.is_idle(now + 2s));
}

}  // namespace
}  // namespace sleeve::data::http
