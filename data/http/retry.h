// When a request is worth another try, and how long after the last.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "data/http/outcome.h"

namespace sleeve::data::http {

struct RetryPolicy {
  /// In all, the first included.
  int tries = 6;
  /// Before try n + 1 (n = 1, 2...) a random time below min(longest_delay, first_delay * 2^(n - 1))
  /// passes: exponential back-off with full jitter.
  std::chrono::milliseconds first_delay = std::chrono::seconds(1);
  std::chrono::milliseconds longest_delay = std::chrono::minutes(1);
  /// A server that asks for a longer pause (Retry-After) is not waited for.
  std::chrono::milliseconds longest_pause = std::chrono::minutes(10);
};

/// 429 and 5xx: the same request may be answered later.
bool says_later(int status);

/// 429 and 503: what else is sent to that host would meet the same answer.
bool concerns_whole_host(int status);

/// What failed on the way may get through the next time; what was refused will be refused again.
bool may_pass(Failure failure);

/// What a Retry-After header asks for: seconds, or a date (none before now). Nothing if it is
/// neither.
std::optional<std::chrono::milliseconds> retry_after(const std::string& value,
                                                     std::chrono::system_clock::time_point now);

/// The back-off after `tries` tries; `uniform` is a random number in [0, 1).
std::chrono::milliseconds back_off(const RetryPolicy& policy, int tries, double uniform);

}  // namespace sleeve::data::http
