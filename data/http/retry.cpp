#include "data/http/retry.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>

namespace sleeve::data::http {

using std::chrono::milliseconds;

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool says_later(int status) { return status == 429 || (status >= 500 && status <= 599); }

bool concerns_whole_host(int status) { return status == 429 || status == 503; }

bool may_pass(Failure failure) {
  switch (failure) {
    case Failure::name_not_resolved:
    case Failure::no_connection:
    case Failure::connection_lost:
    case Failure::timed_out:
    case Failure::malformed_answer:
      return true;
    case Failure::bad_address:
    case Failure::certificate:
    case Failure::too_large:
    case Failure::forbidden_address:
    case Failure::bad_redirect:
    case Failure::gave_up:
      return false;
  }
  return false;
}

std::optional<milliseconds> retry_after(const std::string& value,
                                        std::chrono::system_clock::time_point now) {
  // Beyond this nobody waits anyway, and nothing overflows.
  constexpr long long kLongest = 1'000'000'000;
  long long seconds = kLongest;
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_digit)) {
    std::from_chars(value.data(), value.data() + value.size(), seconds);
  } else {
    const std::time_t date = curl_getdate(value.c_str(), nullptr);
    if (date < 0) return std::nullopt;
    seconds = date - std::chrono::system_clock::to_time_t(now);
  }
  return std::chrono::seconds(std::clamp(seconds, 0LL, kLongest));
}

milliseconds back_off(const RetryPolicy& policy, int tries, double uniform) {
  const double ceiling =
      std::min(static_cast<double>(policy.longest_delay.count()),
               std::ldexp(static_cast<double>(policy.first_delay.count()), tries - 1));
  return milliseconds(static_cast<long long>(uniform * ceiling));
}

}  // namespace sleeve::data::http
