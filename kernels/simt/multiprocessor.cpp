#include "kernels/simt/multiprocessor.h"

#include <bit>
#include <cstdio>
#include <exception>
#include <string>

#include "kernels/simt/failure.h"
#include "kernels/simt/fences.h"
#include "kernels/simt/sanitizers.h"

namespace sleeve::simt {

constinit thread_local Thread* current_thread = nullptr;

namespace builtins {

constinit thread_local dim3 threadIdx;
constinit thread_local dim3 blockIdx;
constinit thread_local dim3 blockDim;
constinit thread_local dim3 gridDim;

}  // namespace builtins

namespace {

/// splitmix64 (Steele, Lea & Flood 2014): seeds that differ a little give unrelated numbers.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ value >> 30U) * 0xBF58476D1CE4E5B9U;
  value = (value ^ value >> 27U) * 0x94D049BB133111EBU;
  return (value ^ value >> 31U) | 1U;
}

std::string text_of(std::uint32_t mask) {
  char text[11];
  std::snprintf(text, sizeof text, "0x%08X", mask);
  return text;
}

}  // namespace

Multiprocessor::Multiprocessor() = default;
Multiprocessor::~Multiprocessor() = default;

void Multiprocessor::run(Grid& grid, std::uint64_t number) {
  Fiber host;
  host_ = &host;
  grid_ = &grid;
  builtins::gridDim = grid.blocks;
  builtins::blockDim = grid.threads;
  builtins::blockIdx = grid.blocks.index(number);
  shared_memory_.begin_block(grid.shared_bytes);
  ready_.begin_block(grid.schedule.order, mixed(grid.schedule.seed + number));
  prepare_threads();

  ++blocks_;
  sanitizers::release(&block_order_[blocks_ % 2]);
  host.switch_to(ready_.take()->fiber);

  current_thread = threads_.front().get();  // for messages
  shared_memory_.end_block();
  current_thread = nullptr;
}

void Multiprocessor::prepare_threads() {
  size_ = static_cast<unsigned>(grid_->threads.count());
  running_ = size_;
  at_barrier_ = 0;
  while (threads_.size() < size_) {
    threads_.push_back(std::make_unique<Thread>(&Multiprocessor::run_thread, *this));
  }
  warps_.resize((kMostBlockThreads + kWarpLanes - 1) / kWarpLanes);
  for (Warp& warp : warps_) {
    warp.waiting = 0;
    warp.exited = kFullMask;
  }
  for (unsigned i = 0; i != size_; ++i) {
    Thread& thread = *threads_[i];
    thread.number = i;
    thread.index = grid_->threads.index(i);
    thread.warp = &warps_[i / kWarpLanes];
    thread.warp->exited &= ~(1U << thread.lane());
    thread.copies.begin_block(grid_->schedule.copies);
    forget_fences(thread);
  }
  ready_.add(size_, [&](unsigned i) { return threads_[i].get(); });
}

void Multiprocessor::run_thread(void* thread) {
  Thread& self = *static_cast<Thread*>(thread);
  Multiprocessor& home = *self.multiprocessor;
  // Once around for every block: a fiber never ends, so that none has to be made for the next.
  while (true) {
    home.begin(self);
    try {
      home.grid_->kernel();
    } catch (const std::exception& error) {
      fail(std::string("the kernel threw an exception: ") + error.what());
    } catch (...) {
      fail("the kernel threw an exception");
    }
    home.end(self);
  }
}

void Multiprocessor::begin(Thread& self) {
  current_thread = &self;
  builtins::threadIdx = self.index;
  sanitizers::acquire(&grid_->begin);
  sanitizers::acquire(&block_order_[blocks_ % 2]);
}

void Multiprocessor::end(Thread& self) {
  if (at_barrier_ != 0) {
    fail("exits, while others wait for it at the barrier " + text_of(barrier_), barrier_);
  }
  self.warp->exited |= 1U << self.lane();
  sanitizers::release(&block_order_[(blocks_ + 1) % 2]);
  sanitizers::release(&grid_->end);
  if (--running_ != 0 && ready_.empty()) fail_deadlocked();
  self.fiber.switch_to(running_ == 0 ? *host_ : ready_.take()->fiber);
}

void Multiprocessor::sync_block(Place where) {
  Thread& self = *current_thread;
  if (running_ != size_) {
    fail(std::to_string(size_ - running_) +
             " threads of the block have exited and never reach this barrier",
         where);
  }
  if (at_barrier_ != 0 && where != barrier_) {
    fail("divergent barrier: others wait at " + text_of(barrier_), where);
  }
  barrier_ = where;
  void* order = &barrier_order_[barriers_ % 2];  // one that nobody has still to acquire
  sanitizers::release(order);
  if (++at_barrier_ == size_) {
    at_barrier_ = 0;
    ++barriers_;
    ready_.add(size_, [&](unsigned i) { return threads_[i].get(); });
  }
  suspend(self);
  sanitizers::acquire(order);
}

bool Multiprocessor::arrive(Thread& self, std::uint32_t mask, Place where) {
  Warp& warp = *self.warp;
  const std::uint32_t lane = 1U << self.lane();
  if ((mask & lane) == 0)
    fail("the mask " + text_of(mask) + " lacks the lane that brings it", where);
  if ((mask & warp.exited) != 0) {
    fail("the mask " + text_of(mask) +
             " names lanes that have exited: " + text_of(mask & warp.exited),
         where);
  }
  Warp::Group& group = warp.groups[static_cast<unsigned>(std::countr_zero(mask))];
  if (group.arrived == 0) {
    group.mask = mask;
    group.where = where;
  } else if (group.mask == mask && group.where != where) {
    fail("divergent warp: lanes " + text_of(group.arrived) + " of the same mask wait at " +
             text_of(group.where),
         where);
  }
  if (group.mask != mask || (warp.waiting & mask) != group.arrived) {
    fail("the mask " + text_of(mask) + " names lanes that wait elsewhere or under another mask: " +
             text_of(warp.waiting & mask),
         where);
  }
  warp.waiting |= lane;
  group.arrived |= lane;
  return group.arrived == mask;
}

void Multiprocessor::release(Warp& warp, std::uint32_t mask) {
  Warp::Group& group = warp.groups[static_cast<unsigned>(std::countr_zero(mask))];
  warp.waiting &= ~mask;
  group.arrived = 0;
  ++group.meetings;
  Thread* lanes[kWarpLanes];
  unsigned n = 0;
  const std::size_t first = static_cast<std::size_t>(&warp - warps_.data()) * kWarpLanes;
  for (std::uint32_t rest = mask; rest != 0; rest &= rest - 1) {
    lanes[n++] = threads_[first + static_cast<unsigned>(std::countr_zero(rest))].get();
  }
  ready_.add(n, [&](unsigned i) { return lanes[i]; });
}

void Multiprocessor::suspend(Thread& self) {
  if (ready_.empty()) fail_deadlocked();
  Thread& next = *ready_.take();
  if (&next == &self) return;
  self.fiber.switch_to(next.fiber);
  current_thread = &self;
  builtins::threadIdx = self.index;
}

void Multiprocessor::fail_deadlocked() const {
  std::string text = "deadlock: no thread of the block can go on";
  if (at_barrier_ != 0) {
    text += "; " + std::to_string(at_barrier_) + " wait at the barrier " + text_of(barrier_);
  }
  for (std::size_t i = 0; i != warps_.size(); ++i) {
    for (const Warp::Group& group : warps_[i].groups) {
      if (group.arrived == 0) continue;
      text += "; lanes " + text_of(group.arrived) + " of warp " + std::to_string(i) + " wait at " +
              text_of(group.where) + " for lanes " + text_of(group.mask & ~group.arrived);
    }
  }
  fail(text);
}

}  // namespace sleeve::simt
