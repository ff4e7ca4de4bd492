#include "data/http/rate_limit.h"

#include <stdexcept>

namespace sleeve::data::http {

std::chrono::nanoseconds widened(std::chrono::milliseconds window) {
  return std::chrono::nanoseconds(window) * 104 / 100;
}

SendLog::SendLog(RateLimit limit)
    : count_(static_cast<std::size_t>(limit.count)), window_(widened(limit.window)) {
  if (limit.count <= 0 || limit.window.count() <= 0)
    throw std::invalid_argument("a rate limit needs a positive count and window");
}

Time SendLog::next_start(Time now) {
  forget_before(now);
  const std::size_t taken = sent_.size() + started_;
  if (taken < count_) return now;
  // So many must leave the window, the oldest first.
  const std::size_t leaving = taken - count_ + 1;
  return leaving <= sent_.size() ? sent_[leaving - 1] + window_ : Time::max();
}

void SendLog::start() { ++started_; }

void SendLog::sent(Time now) {
  --started_;
  sent_.push_back(now);
}

void SendLog::drop() { --started_; }

bool SendLog::is_empty(Time now) {
  forget_before(now);
  return sent_.empty() && started_ == 0;
}

void SendLog::forget_before(Time now) {
  while (!sent_.empty() && sent_.front() + window_ <= now) sent_.pop_front();
}

}  // namespace sleeve::data::http
