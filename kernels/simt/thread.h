// One CUDA thread, and the names by which its kernel asks who it is.
#pragma once

#include <cstdint>

#include "kernels/simt/async_copies.h"
#include "kernels/simt/dim3.h"
#include "kernels/simt/fiber.h"

namespace sleeve::simt {

class Multiprocessor;
struct Warp;

struct Thread {
  Thread(void (*run)(void*), Multiprocessor& home) : fiber(run, this), multiprocessor(&home) {}

  Fiber fiber;
  Multiprocessor* multiprocessor;
  unsigned number = 0;  // in its block
  dim3 index;
  Warp* warp = nullptr;
  AsyncCopies copies;
  // For fences (kernels/simt/fences.h).
  bool fenced = false;
  void* atomic = nullptr;

  unsigned lane() const { return number % 32; }
};

/// The CUDA thread that runs on this host thread; null outside kernels.
extern constinit thread_local Thread* current_thread;

namespace builtins {

// What CUDA calls them. Set whenever a thread goes on.
extern constinit thread_local dim3 threadIdx;
extern constinit thread_local dim3 blockIdx;
extern constinit thread_local dim3 blockDim;
extern constinit thread_local dim3 gridDim;

}  // namespace builtins
}  // namespace sleeve::simt
