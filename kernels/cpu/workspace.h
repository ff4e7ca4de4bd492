// Scratch memory of the cpu backend: grows to the largest request and stays.
#pragma once

#include <hwy/aligned_allocator.h>

#include <array>
#include <cstddef>
#include <vector>

#include "kernels/task_pool.h"

namespace sleeve::kernels::cpu {

/// Contents do not survive a request that grows the buffer.
class Scratch {
 public:
  float* at_least(std::size_t count) {
    if (count > capacity_) {
      memory_ = hwy::AllocateAligned<float>(count);
      capacity_ = count;
    }
    return memory_.get();
  }

 private:
  hwy::AlignedFreeUniquePtr<float[]> memory_;
  std::size_t capacity_ = 0;
};

/// One of every buffer for the whole operation, one of some for each thread.
struct Workspace {
  explicit Workspace(int threads)
      : pool(threads), tile(std::size_t(threads)), panel(std::size_t(threads)) {}

  TaskPool pool;
  Scratch packed;                   // an operand that every task reads: weights, or the small map
  Scratch partials;                 // per-task sums, combined in the order of tasks
  std::array<Scratch, 2> identity;  // scales of 1, shifts of 0 for pending forms without them
  std::vector<Scratch> tile;        // results of one task
  std::vector<Scratch> panel;       // the operand that one task packs for itself
};

}  // namespace sleeve::kernels::cpu
