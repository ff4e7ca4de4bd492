// The threads of a block that can go on, and which of them goes next.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "kernels/simt/schedule.h"

namespace sleeve::simt {

struct Thread;

class ReadyThreads {
 public:
  void begin_block(Order order, std::uint64_t seed) {
    order_ = order;
    random_ = seed;
    threads_.clear();
  }

  bool empty() const { return threads_.empty(); }

  /// thread(0), thread(1) ... thread(n - 1): all that one barrier lets go, in ascending order.
  /// They go before those that were ready already: one warp runs as far as it can while the others
  /// have not begun, which is as far apart as threads can get.
  template <typename ThreadOf>
  void add(unsigned n, const ThreadOf& thread) {
    const bool last_first = order_ != Order::kDescending;
    for (unsigned i = 0; i != n; ++i) threads_.push_back(thread(last_first ? n - 1 - i : i));
  }

  Thread* take() {
    if (order_ == Order::kShuffled) std::swap(threads_[draw(threads_.size())], threads_.back());
    Thread* next = threads_.back();
    threads_.pop_back();
    return next;
  }

 private:
  /// xorshift64* (Vigna 2016), to a number below n.
  std::size_t draw(std::size_t n) {
    random_ ^= random_ >> 12U;
    random_ ^= random_ << 25U;
    random_ ^= random_ >> 27U;
    return static_cast<std::size_t>((random_ * 0x2545F4914F6CDD1DU >> 32U) * n >> 32U);
  }

  Order order_ = Order::kAscending;
  std::uint64_t random_ = 1;
  std::vector<Thread*> threads_;
};

}  // namespace sleeve::simt
