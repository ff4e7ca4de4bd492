// A tile whose depth is split over several blocks: each leaves its sums in memory, and the block
// that arrives last adds them up, in the order of the splits. Nobody waits for anybody.
#pragma once

#include <cstddef>

#include "kernels/cuda/last_block.cuh"
#include "kernels/cuda/runs.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// All threads of each of the `splits` blocks of a tile call it, after a barrier, with the block's
/// sums in shared memory [kRows][kColumns], rows kStride apart; memory for the tile,
/// [splits][kRows] [kColumns]; and the tile's ticket (Context::tickets). Returns whether this block
/// came last; `sums` are then those of all splits, for all threads to read.
template <int kRows, int kColumns, int kStride, int kThreads>
__device__ __forceinline__ bool sum_splits(float* sums, float* memory, int split, int splits,
                                           unsigned* ticket) {
  constexpr int kSize = kRows * kColumns, kRun = 4;
  const int thread = int(threadIdx.x);
  const auto in_tile = [&](int i) { return sums + i / kColumns * kStride + i % kColumns; };
  for (int i = thread * kRun; i < kSize; i += kThreads * kRun) {
    store_16(memory + split * kSize + i, load_16(in_tile(i)));
  }
  if (!comes_last(ticket, splits)) return false;

  for (int i = thread * kRun; i < kSize; i += kThreads * kRun) {
    Run<kRun> sum = load_run<kRun>(memory + i);
    for (int s = 1; s < splits; ++s) {
      const Run<kRun> one = load_run<kRun>(memory + s * kSize + i);
      SLEEVE_UNROLL
      for (int j = 0; j < kRun; ++j) sum.value[j] += one.value[j];
    }
    store_run(in_tile(i), sum);
  }
  __syncthreads();
  return true;
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
