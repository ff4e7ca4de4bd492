// A map as its readers see it, written out.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/convolution.h"
#include "kernels/cuda/pending.cuh"
#include "kernels/cuda/runs.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// What dropout multiplies elements [at, at + kRun) by.
template <int kRun>
__device__ __forceinline__ Run<kRun> dropout_factors(const PendingMap& map, std::size_t at) {
  Run<kRun> factors;
  if constexpr (kRun == 1) {
    factors.value[0] = dropout_factor(map, at);
  } else {
    static_assert(kRun == 8);
    Words2 keep = {{0x01010101U, 0x01010101U}};
    if (map.keep != nullptr) keep = load_8(map.keep + at);
    for (int i = 0; i < kRun; ++i) {
      factors.value[i] = map.keep_scale * float(keep.word[i / 4] >> (8 * (i % 4)) & 0xFF);
    }
  }
  return factors;
}

/// Over a grid of grid_of_map; kRun channels to a thread. T: the elements of map.data, `data`; Out:
/// those written.
template <int kRun, typename T, typename Out>
__global__ void materialize_kernel(PendingMap map, const T* __restrict__ data, std::size_t pixels,
                                   int channels, Out* __restrict__ out) {
  const int channel = int(blockIdx.x * blockDim.x + threadIdx.x) * kRun;
  if (!within(channel, channels)) return;
  float scale[kRun], shift[kRun];
  for (int i = 0; i < kRun; ++i) {
    scale[i] = scale_of(map, channel + i);
    shift[i] = shift_of(map, channel + i);
  }
  const std::size_t step = std::size_t(gridDim.y) * blockDim.y;
  for (std::size_t pixel = std::size_t(blockIdx.y) * blockDim.y + threadIdx.y;
       within(pixel, pixels); pixel += step) {
    const std::size_t at = pixel * std::size_t(channels) + std::size_t(channel);
    Run<kRun> run = load_run<kRun>(data + at);
    const Run<kRun> factors = dropout_factors<kRun>(map, at);
    for (int i = 0; i < kRun; ++i) {
      const float z = std::fma(scale[i], run.value[i], shift[i]);
      run.value[i] = factors.value[i] * activate(z, map.activation, map.slope);
    }
    store_run(out + at, run);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
