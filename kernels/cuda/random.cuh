// Random draws: every element straight from its place in its Philox stream. A thread computes whole
// blocks of the stream, four elements each.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/cuda/runs.cuh"
#include "kernels/philox.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Elements of a block of a Philox stream.
inline constexpr int kDrawRun = 4;
/// Elements of four blocks: their keep bits make one access.
inline constexpr int kMaskRun = 16;

__device__ __forceinline__ Philox random_stream(const StepState* state, std::uint32_t stream) {
  return Philox(state->schedule.seed, stream, state->step);
}

/// The block that starts at element `at`, or that element alone.
template <int kLength>
__device__ __forceinline__ Run<kLength> draw_run(const Philox& random, Distribution distribution,
                                                 std::size_t at) {
  const bool normal = distribution == Distribution::kNormal;
  const auto values = normal ? random.normals(at / 4) : random.uniforms(at / 4);
  Run<kLength> run;
  for (std::size_t i = 0; i < kLength; ++i) {
    const float value = values[(at + i) % 4];
    run.value[i] = normal ? value : 2 * value - 1;
  }
  return run;
}

/// kPacked: rows lie next to each other, and out at a multiple of 16 bytes.
template <bool kPacked>
__global__ void draw_kernel(const StepState* state, std::uint32_t stream, Distribution distribution,
                            std::size_t rows, std::size_t columns, float* out,
                            std::size_t out_stride) {
  const Philox random = random_stream(state, stream);
  for_each_run<kDrawRun>(rows * columns, [&](auto length, std::size_t at) {
    const Run<length> run = draw_run<length>(random, distribution, at);
    if constexpr (kPacked) {
      store_run(out + at, run);
    } else {
      for (std::size_t i = 0; i < length; ++i) {
        out[(at + i) / columns * out_stride + (at + i) % columns] = run.value[i];
      }
    }
  });
}

static __global__ void draw_one_hot_kernel(const StepState* state, std::uint32_t stream, int rows,
                                           int classes, float* out) {
  const Philox random = random_stream(state, stream);
  for_each_run<1>(std::size_t(rows) * classes, [&](auto, std::size_t i) {
    const std::size_t row = i / classes, k = i % classes;
    out[i] = random.below(row, std::uint32_t(classes)) == k ? 1.0F : 0.0F;
  });
}

/// kRun is kMaskRun if keep lies at a multiple of 16 bytes, else 1.
template <int kRun>
__global__ void draw_keep_mask_kernel(const StepState* state, std::uint32_t stream, float rate,
                                      std::size_t n, std::uint8_t* keep) {
  const Philox random = random_stream(state, stream);
  for_each_run<kRun>(n, [&](auto length, std::size_t at) {
    if constexpr (length == 1) {
      keep[at] = random.uniform(at) < rate ? 0 : 1;
    } else {
      Words4 words = {};
      for (std::size_t block = 0; block < 4; ++block) {
        const auto values = random.uniforms(at / 4 + block);
        for (std::size_t i = 0; i < 4; ++i) {
          words.word[block] |= (values[i] < rate ? 0U : 1U) << (8 * i);
        }
      }
      store_16(keep + at, words);
    }
  });
}

/// kRun is kDrawRun if noise lies at a multiple of 16 bytes, else 1.
template <int kRun>
__global__ void draw_instance_noise_kernel(const StepState* state, std::uint32_t stream,
                                           std::size_t n, float* noise) {
  const Philox random = random_stream(state, stream);
  const float deviation = state->instance_noise;
  for_each_run<kRun>(n, [&](auto length, std::size_t at) {
    Run<length> run = draw_run<length>(random, Distribution::kNormal, at);
    for (int i = 0; i < length; ++i) run.value[i] *= deviation;
    store_run(noise + at, run);
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
