// Arrays that the test and the kernels of its target can both reach.
#pragma once

#include <vector>

#include "kernels/cuda/target_namespace.h"

#ifdef __CUDACC__
#include <cuda_runtime.h>

#include <new>
#endif

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

#ifdef __CUDACC__

template <typename T>
struct ManagedAllocator {
  using value_type = T;

  ManagedAllocator() = default;
  template <typename Other>
  ManagedAllocator(const ManagedAllocator<Other>&) {}

  T* allocate(std::size_t n) {
    void* memory = nullptr;
    if (cudaMallocManaged(&memory, n * sizeof(T)) != cudaSuccess) throw std::bad_alloc();
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t) { cudaFree(memory); }

  friend bool operator==(const ManagedAllocator&, const ManagedAllocator&) { return true; }
};

/// Stream::synchronize before the test reads what a kernel wrote.
template <typename T>
using Array = std::vector<T, ManagedAllocator<T>>;

#else

template <typename T>
using Array = std::vector<T>;

#endif

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
