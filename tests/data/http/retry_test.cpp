#include "data/http/retry.h"

#include <doctest/doctest.h>

#include <string>

namespace sleeve::data::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;
using namespace std::chrono_literals;

TEST_CASE("which answers mean later, and for whom") {
  for (const int status : {429, 500, 502, 503, 504, 599}) CHECK(says_later(status));
  for (const int status : {200, 204, 301, 307, 400, 401, 403, 404, 410, 428, 430, 499})
    CHECK_FALSE(says_later(status));
  CHECK(concerns_whole_host(429));
  CHECK(concerns_whole_host(503));
  for (const int status : {500, 502, 504}) CHECK_FALSE(concerns_whole_host(status));
}

TEST_CASE("what failed on the way is tried again, what was refused is not") {
  for (const Failure failure :
       {Failure::name_not_resolved, Failure::no_connection, Failure::connection_lost,
        Failure::timed_out, Failure::malformed_answer})
    CHECK(may_pass(failure));
  for (const Failure failure :
       {Failure::bad_address, Failure::certificate, Failure::too_large, Failure::forbidden_address,
        Failure::bad_redirect, Failure::gave_up})
    CHECK_FALSE(may_pass(failure));
}

TEST_CASE("Retry-After in seconds") {
  const auto now = system_clock::now();
  CHECK(retry_after("0", now) == 0ms);
  CHECK(retry_after("120", now) == 120s);
  // However long, without overflow.
  CHECK(*retry_after("99999999999999999999999999", now) > 24h * 365);
  CHECK(*retry_after("9223372036854775807", now) > 24h * 365);
  for (const char* text : {"", "soon", "-1", "1.5", "12 s"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(retry_after(text, now));
  }
}

TEST_CASE("Retry-After as a date, in the three forms of HTTP") {
  const auto now = system_clock::from_time_t(784111770);  // 7 s before
  for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994"}) {
    CAPTURE(std::string(text));
    CHECK(retry_after(text, now) == 7s);
    CHECK(retry_after(text, now + 1h) == 0ms);
  }
  CHECK(*retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now) > 24h * 365);
}

TEST_CASE("the ceiling of the back-off doubles up to the longest delay, and it is random below") {
  const RetryPolicy policy{.first_delay = 100ms, .longest_delay = 1000ms};
  const auto ceiling = [&](int tries) { return back_off(policy, tries, 0.5) * 2; };
  CHECK(ceiling(1) == 100ms);
  CHECK(ceiling(2) == 200ms);
  CHECK(ceiling(4) == 800ms);
  CHECK(ceiling(5) == 1000ms);
  CHECK(ceiling(10'000) == 1000ms);
  CHECK(back_off(policy, 3, 0.0) == 0ms);
  CHECK(back_off(policy, 3, 0.25) == 100ms);
}

}  // namespace
}  // namespace sleeve::data::http
