// A product whose depth is split over several blocks: each leaves its sums in memory, and the block
// that arrives last adds them up, in the order of the splits. Nobody waits for anybody.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Floats of memory for one tile.
template <class Product>
constexpr std::size_t split_sums_size(int splits) {
  return std::size_t(splits) * std::size_t(Product::kQuads * 4 * Product::kThreads);
}

/// All threads of each of the `splits` blocks of a tile call it, with the tile's memory and its
/// ticket (Context::tickets). Returns whether this block came last; its sums are then those of all
/// splits.
template <class Product>
__device__ __forceinline__ bool sum_splits(Product& product, float* memory, int split, int splits,
                                           unsigned* ticket) {
  SLEEVE_SHARED(unsigned, arrivals, 1);
  constexpr std::size_t kSize = Product::kQuads * 4 * Product::kThreads;
  const int thread = int(threadIdx.x);
  float* const own = memory + std::size_t(split) * kSize + std::size_t(thread) * 4;
  SLEEVE_UNROLL
  for (int i = 0; i < Product::kQuads; ++i) {
    Words4 words;
    SLEEVE_UNROLL
    for (int j = 0; j < 4; ++j) {
      words.word[j] = std::bit_cast<std::uint32_t>(product.sums[i][j]);
    }
    store_16(own + i * 4 * Product::kThreads, words);
  }
  __threadfence();
  __syncthreads();
  if (thread == 0) *arrivals = atomicAdd(ticket, 1U) + 1;
  __syncthreads();
  if (*arrivals != unsigned(splits)) return false;

  __threadfence();
  if (thread == 0) *ticket = 0;
  SLEEVE_UNROLL
  for (int i = 0; i < Product::kQuads; ++i) {
    SLEEVE_UNROLL
    for (int j = 0; j < 4; ++j) product.sums[i][j] = 0;
  }
  for (int s = 0; s < splits; ++s) {
    const float* const from = memory + std::size_t(s) * kSize + std::size_t(thread) * 4;
    SLEEVE_UNROLL
    for (int i = 0; i < Product::kQuads; ++i) {
      const Words4 words = load_16(from + i * 4 * Product::kThreads);
      SLEEVE_UNROLL
      for (int j = 0; j < 4; ++j) product.sums[i][j] += std::bit_cast<float>(words.word[j]);
    }
  }
  return true;
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
