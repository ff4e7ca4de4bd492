#include "tests/servers/arrival_limit.h"

namespace sleeve::tests {

bool ArrivalLimit::admits() {
  if (count_ == 0) return true;
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  while (!served_.empty() && now - served_.front() >= window_) served_.pop_front();
  if (served_.size() >= count_) return false;
  served_.push_back(now);
  return true;
}

}  // namespace sleeve::tests
