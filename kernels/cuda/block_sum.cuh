// Sums over the threads of a block, in an order that is always the same.
#pragma once

#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// The sum of `value` over a block of kThreads; every thread gets it. partial: shared memory for
/// kThreads / 32 values. All threads of the block must come here.
template <int kThreads, typename T>
__device__ __forceinline__ T block_sum(T value, T* partial) {
  for (int distance = 16; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(0xFFFFFFFFU, value, distance);
  }
  if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = value;
  __syncthreads();
  T sum = 0;
  for (int warp = 0; warp < kThreads / 32; ++warp) sum += partial[warp];
  __syncthreads();  // the next sum may use `partial` again
  return sum;
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
