// A server that counts.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>

namespace sleeve::tests {

/// So many requests in any window are served. What comes beyond is not, and does not count.
class ArrivalLimit {
 public:
  /// 0: no limit.
  ArrivalLimit(std::size_t count, std::chrono::milliseconds window)
      : count_(count), window_(window) {}

  /// Whether one that arrives now is served. From any thread.
  bool admits();

 private:
  std::size_t count_;
  std::chrono::milliseconds window_;
  std::mutex mutex_;
  std::deque<std::chrono::steady_clock::time_point> served_;
};

}  // namespace sleeve::tests
