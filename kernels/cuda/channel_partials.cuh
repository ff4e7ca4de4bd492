// The kernel of kernels/cuda/channel_partials.h.
#pragma once

#include <algorithm>
#include <cstddef>

#include "kernels/convolution.h"
#include "kernels/cuda/channel_partials.h"
#include "kernels/cuda/moments.cuh"
#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// A block takes so many channels, a memory sector of partials each time, and so many lanes share
/// the tiles of each.
inline constexpr int kCombinedChannels = 8, kCombineLanes = 32;

struct CombinedSums {
  Moments moments;
  float sum_dz, sum_dz_normalized;
};

__device__ __forceinline__ CombinedSums merged(const CombinedSums& a, const CombinedSums& b) {
  return {merged(a.moments, b.moments), a.sum_dz + b.sum_dz,
          a.sum_dz_normalized + b.sum_dz_normalized};
}

__device__ __forceinline__ CombinedSums partial_of(const ChannelPartials& partials, int tile,
                                                   int column) {
  const std::size_t i = std::size_t(tile) * std::size_t(partials.columns) + std::size_t(column);
  CombinedSums sums = {};
  if (partials.mean != nullptr) {
    sums.moments = {float(partials.counts[tile]), partials.mean[i], partials.m2[i]};
  }
  if (partials.sum_dz != nullptr) {
    sums.sum_dz = partials.sum_dz[i];
    sums.sum_dz_normalized = partials.sum_dz_normalized[i];
  }
  return sums;
}

/// Blocks of kCombinedChannels x kCombineLanes threads, a grid over the channels.
__global__ void __launch_bounds__(kCombinedChannels* kCombineLanes)
    combine_channel_partials(const ChannelPartials partials, const ChannelStatistics statistics,
                             float* sum_dz, float* sum_dz_normalized) {
  SLEEVE_SHARED(CombinedSums, lanes, kCombinedChannels * kCombineLanes);
  const int channel = int(blockIdx.x) * kCombinedChannels + int(threadIdx.x);
  const int lane = int(threadIdx.y);
  // Threads past the last channel sum that one again, and keep the result to themselves.
  const int summed = std::min(channel, partials.channels - 1);
  const int repeats = partials.columns / partials.channels;
  CombinedSums sums = {};
  for (int i = lane; i < partials.tiles * repeats; i += kCombineLanes) {
    const int column = summed + i % repeats * partials.channels;
    sums = merged(sums, partial_of(partials, i / repeats, column));
  }
  CombinedSums* const own = lanes + lane * kCombinedChannels + int(threadIdx.x);
  *own = sums;
  for (int half = kCombineLanes / 2; half > 0; half /= 2) {
    __syncthreads();
    if (lane < half) *own = merged(*own, own[half * kCombinedChannels]);
  }
  if (lane != 0 || !within(channel, partials.channels)) return;
  if (partials.mean != nullptr) {
    statistics.mean[channel] = own->moments.mean;
    statistics.m2[channel] = own->moments.m2;
  }
  if (partials.sum_dz != nullptr) {
    sum_dz[channel] = own->sum_dz;
    sum_dz_normalized[channel] = own->sum_dz_normalized;
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
