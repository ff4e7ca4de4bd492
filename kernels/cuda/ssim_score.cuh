// The kernel of MS-SSIM.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/cuda/last_block.cuh"
#include "kernels/cuda/ssim_windows.cuh"
#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

struct SsimScoring {
  SsimTiling tiling;  // of windows
  const float* first = nullptr;
  const float* second = nullptr;
  const std::int32_t* pairs = nullptr;
  // [pairs, tiling.blocks, tiling.count, 3]: sums over the windows of a block.
  float* shortfalls = nullptr;
  unsigned* tickets = nullptr;  // [pairs]
  float* scores = nullptr;
  float* means = nullptr;

  __device__ float* shortfalls_of(int pair, int block, int scale) const {
    return shortfalls +
           ((std::size_t(pair) * tiling.blocks + block) * tiling.count + scale) * kSsimChannels;
  }
};

/// The sums over the threads of each channel; threads 0, 1 and 2 get those of theirs. sums: shared
/// memory for all threads.
__device__ __forceinline__ float channel_sum(float value, float* sums) {
  const int thread = int(threadIdx.x);
  float* const own = sums + thread;
  *own = value;
  for (int half = kSsimThreads / 2; half >= kSsimChannels; half /= 2) {
    __syncthreads();
    if (thread < half) *own += own[half];
  }
  return *own;
}

__device__ __forceinline__ float shortfall_of(const SsimPatch& patch, const SsimLevel& level,
                                              const float* window, bool last) {
  float sum = 0;
  const auto add = [&](int, int, const PairMoments& moments) {
    const Shortfall found(moments);
    sum += last ? found.both() : found.contrast;
  };
  if (level.taps == kSsimTaps) {
    visit_large_windows(patch, window, add);
  } else {
    visit_small_windows(patch, level, add);
  }
  return sum;
}

/// One mean of a pair, from the sums of its blocks in their order.
__device__ __forceinline__ float ssim_mean(const SsimScoring& p, int pair, int scale, int product) {
  const SsimTiling& tiling = p.tiling;
  const SsimLevel& began = tiling.levels[std::min(scale, tiling.whole)];
  double sum = 0;
  for (int block = began.first_block; block < began.first_block + began.tiles; ++block) {
    const float* const found = p.shortfalls_of(pair, block, scale);
    for (int c = product; c < kSsimChannels; c += tiling.products) sum += double(found[c]);
  }
  return float(1 - sum / double(tiling.levels[scale].terms));
}

/// All threads of a block; `factors`: shared memory.
__device__ __forceinline__ void write_score(const SsimScoring& p, int pair, float* factors) {
  const SsimTiling& tiling = p.tiling;
  const int thread = int(threadIdx.x), count = tiling.count * tiling.products;
  if (within(thread, count)) {
    const int scale = thread / tiling.products;
    const float mean = ssim_mean(p, pair, scale, thread % tiling.products);
    if (p.means != nullptr) p.means[std::size_t(pair) * count + thread] = mean;
    factors[thread] = std::pow(std::max(mean, 0.0F), tiling.levels[scale].weight);
  }
  __syncthreads();
  if (thread != 0) return;
  float score = 0;
  for (int i = 0; i < tiling.products; ++i) {
    float product = 1;
    for (int j = 0; j < tiling.count; ++j) product *= factors[j * tiling.products + i];
    score += product;
  }
  p.scores[pair] = score / float(tiling.products);
}

/// Part by part of each pair; the block of a pair that comes last writes its score.
static __global__ void __launch_bounds__(kSsimThreads, 2) ms_ssim_kernel(const SsimScoring p) {
  SLEEVE_DYNAMIC_SHARED(PairValue, values);
  SLEEVE_SHARED(float, sums, kSsimThreads);
  const SsimTiling& tiling = p.tiling;
  const int thread = int(threadIdx.x), blocks = tiling.blocks;
  const int pair = int(blockIdx.x) / blocks, block = int(blockIdx.x) % blocks;
  const SsimPart part = part_of(tiling, block);

  const SsimLevel& level = tiling.levels[part.scale];
  SsimPatch patch = {};
  patch.values = values;
  patch.top = part.tile / level.tiles_wide * level.tile_high;
  patch.left = part.tile % level.tiles_wide * level.tile_wide;
  patch.height = std::min(level.tile_high + level.taps - 1, level.height - patch.top);
  patch.width = std::min(level.tile_wide + level.taps - 1, level.width - patch.left);
  const std::size_t image = tiling.levels[0].elements();
  load_patch(patch, part.scale, tiling.levels[0].width, p.first + p.pairs[2 * pair] * image,
             p.second + p.pairs[2 * pair + 1] * image);
  for (int scale = part.scale;; ++scale) {
    __syncthreads();
    const bool last = scale + 1 == tiling.count;
    const float sum =
        channel_sum(shortfall_of(patch, tiling.levels[scale], tiling.window, last), sums);
    if (thread < kSsimChannels) p.shortfalls_of(pair, block, scale)[thread] = sum;
    if (last || part.scale < tiling.whole) break;
    halve_patch(patch);
  }
  if (comes_last(p.tickets + pair, blocks)) write_score(p, pair, sums);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
