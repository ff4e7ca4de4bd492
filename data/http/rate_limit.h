// How many requests a host permits.
#pragma once

#include <chrono>

namespace sleeve::data::http {

/// At most `count` requests within any `window`.
struct RateLimit {
  int count = 1;
  std::chrono::milliseconds window = std::chrono::seconds(1);
  friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

}  // namespace sleeve::data::http
