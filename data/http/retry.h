// When a request is worth another try.
#pragma once

#include <chrono>

namespace sleeve::data::http {

struct RetryPolicy {
  /// In all, the first included.
  int tries = 6;
  /// Back-off: before try n + 1 (n = 1, 2...) a random time below first_delay * 2^(n - 1) and below
  /// longest_delay passes ("full jitter").
  std::chrono::milliseconds first_delay = std::chrono::seconds(1);
  std::chrono::milliseconds longest_delay = std::chrono::minutes(1);
  /// A server that asks for a longer pause (Retry-After) is not waited for.
  std::chrono::milliseconds longest_pause = std::chrono::minutes(10);
};

}  // namespace sleeve::data::http
