// Runs of consecutive elements, moved 16 bytes at a time where a run is that long.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/bfloat16.h"
#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Elements of a run over feature maps: one access in bf16, two in f32.
inline constexpr int kMapRun = 8;
/// The same over arrays of f32.
inline constexpr int kFloatRun = 4;

/// Arrays of f32, or bf16 as f32, of 4 or 8 elements, or 1.
template <int kLength>
struct Run {
  static constexpr int kSize = kLength;
  float value[kLength];
};

/// `from` is aligned to 16 bytes unless the run is a single element.
template <int kLength>
__device__ __forceinline__ Run<kLength> load_run(const float* from) {
  Run<kLength> run;
  if constexpr (kLength == 1) {
    run.value[0] = *from;
  } else {
    for (int i = 0; i < kLength; i += 4) {
      const Words4 words = load_16(from + i);
      for (int j = 0; j < 4; ++j) run.value[i + j] = std::bit_cast<float>(words.word[j]);
    }
  }
  return run;
}

template <int kLength>
__device__ __forceinline__ Run<kLength> load_run(const Bfloat16* from) {
  Run<kLength> run;
  if constexpr (kLength == 1) {
    run.value[0] = to_float(*from);
  } else {
    const Words4 words = load_16(from);
    for (int j = 0; j < 4; ++j) {
      run.value[2 * j] = std::bit_cast<float>(words.word[j] << 16);
      run.value[2 * j + 1] = std::bit_cast<float>(words.word[j] & 0xFFFF0000U);
    }
  }
  return run;
}

template <int kLength>
__device__ __forceinline__ void store_run(float* to, const Run<kLength>& run) {
  if constexpr (kLength == 1) {
    *to = run.value[0];
  } else {
    for (int i = 0; i < kLength; i += 4) {
      Words4 words;
      for (int j = 0; j < 4; ++j) words.word[j] = std::bit_cast<std::uint32_t>(run.value[i + j]);
      store_16(to + i, words);
    }
  }
}

template <int kLength>
__device__ __forceinline__ void store_run(Bfloat16* to, const Run<kLength>& run) {
  if constexpr (kLength == 1) {
    *to = to_bfloat16(run.value[0]);
  } else {
    static_assert(kLength == 8);
    Words4 words;
    for (int j = 0; j < 4; ++j) {
      words.word[j] = pack_bfloat16(run.value[2 * j], run.value[2 * j + 1]);
    }
    store_16(to, words);
  }
}

/// function(length, first element) for every run of n elements: whole runs, then single elements;
/// the threads of the grid take them in turn. `length` is a constant of its type.
template <int kLength, typename Function>
__device__ __forceinline__ void for_each_run(std::size_t n, const Function& function) {
  const std::size_t thread = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  const std::size_t threads = std::size_t(gridDim.x) * blockDim.x;
  const std::size_t whole = n / kLength * kLength;
  for (std::size_t i = thread * kLength; within(i, whole); i += threads * kLength) {
    function(std::integral_constant<int, kLength>(), i);
  }
  for (std::size_t i = whole + thread; within(i, n); i += threads) {
    function(std::integral_constant<int, 1>(), i);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
