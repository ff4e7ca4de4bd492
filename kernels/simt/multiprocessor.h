// Runs one block of CUDA threads at a time, each a fiber, all on the calling host thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/simt/grid.h"
#include "kernels/simt/ready_threads.h"
#include "kernels/simt/schedule.h"
#include "kernels/simt/shared_memory.h"
#include "kernels/simt/thread.h"
#include "kernels/simt/warp.h"

namespace sleeve::simt {

class Multiprocessor {
 public:
  Multiprocessor();
  ~Multiprocessor();
  Multiprocessor(const Multiprocessor&) = delete;
  Multiprocessor& operator=(const Multiprocessor&) = delete;

  /// Runs block `number` of the grid from beginning to end.
  void run(Grid& grid, std::uint64_t number);

  // -- What its threads call.
  /// __syncthreads. Every thread of the block must come, to the same place.
  void sync_block(Place where);
  /// Notes that `self` has come; true for the last lane of the mask.
  bool arrive(Thread& self, std::uint32_t mask, Place where);
  /// Lets the lanes of the mask, which have all arrived, go on.
  void release(Warp& warp, std::uint32_t mask);
  /// Lets other threads run until `self`, which waits for something, can go on.
  void suspend(Thread& self);

  SharedMemory& shared_memory() { return shared_memory_; }
  const Grid& grid() const { return *grid_; }

 private:
  static void run_thread(void* thread);
  // Not inlined: the host thread may be another than that of the last block, and with it the
  // addresses of what is thread_local.
  [[gnu::noinline]] void begin(Thread& self);
  void end(Thread& self);
  void prepare_threads();
  [[noreturn]] void fail_deadlocked() const;

  Grid* grid_ = nullptr;
  std::vector<std::unique_ptr<Thread>> threads_;  // as many as the largest block so far
  std::vector<Warp> warps_;
  unsigned size_ = 0;  // threads of this block
  unsigned running_ = 0, at_barrier_ = 0;
  Place barrier_;
  // What ThreadSanitizer knows barriers and the ends of blocks by, in turn: a thread must not
  // acquire what a faster one has released at the next.
  unsigned barriers_ = 0, blocks_ = 0;
  char barrier_order_[2] = {}, block_order_[2] = {};
  ReadyThreads ready_;
  SharedMemory shared_memory_;
  Fiber* host_ = nullptr;
};

}  // namespace sleeve::simt
