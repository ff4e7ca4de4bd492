// How many requests a host permits, and when the next may go.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace sleeve::data::http {

using Time = std::chrono::steady_clock::time_point;

/// At most `count` requests within any `window`.
struct RateLimit {
  int count = 1;
  std::chrono::milliseconds window = std::chrono::seconds(1);
};

/// A window as it is kept: 4 % wider, for on their way requests lose the distance they were sent
/// at.
std::chrono::nanoseconds widened(std::chrono::milliseconds window);

/// The log of what went to a host within its window. A place in it is taken when a request starts,
/// since its connection may take any time to open, and counts from when it is sent. The window is
/// `widened`.
///
/// Times do not go back from call to call.
class SendLog {
 public:
  /// Throws std::invalid_argument unless count and window are positive.
  explicit SendLog(RateLimit limit);

  /// When the next request may start: `now`, or later; Time::max() while it depends on requests
  /// that have started and are not sent.
  Time next_start(Time now);

  void start();
  /// One that started is sent.
  void sent(Time now);
  /// One that started will not be sent.
  void drop();

  /// Whether it knows of nothing that counts.
  bool is_empty(Time now);

 private:
  void forget_before(Time now);

  std::size_t count_;
  std::chrono::nanoseconds window_;
  std::deque<Time> sent_;
  std::size_t started_ = 0;
};

}  // namespace sleeve::data::http
