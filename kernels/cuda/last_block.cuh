// Which of several blocks comes last, and may so finish what they did together. Nobody waits for
// anybody.
#pragma once

#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// All threads of each of the `blocks` blocks call it; `ticket` is theirs (Context::tickets).
/// Returns whether this block came last: its threads may then read what all of them have stored.
__device__ __forceinline__ bool comes_last(unsigned* ticket, int blocks) {
  SLEEVE_SHARED(unsigned, arrivals, 1);
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence();  // what this block has stored is there for those that come later ...
    *arrivals = atomicAdd(ticket, 1U) + 1;
    __threadfence();  // ... and, for this one, what came earlier
    if (*arrivals == unsigned(blocks)) atomicExch(ticket, 0U);
  }
  __syncthreads();
  return *arrivals == unsigned(blocks);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
