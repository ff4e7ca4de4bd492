// Random draws: every element straight from its place in its Philox stream.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/philox.h"

namespace sleeve::kernels::reference {

inline Philox random_stream(const StepState& state, std::uint32_t stream) {
  return Philox(state.schedule.seed, stream, state.step);
}

inline void draw(const StepState& state, std::uint32_t stream, Distribution distribution, int rows,
                 int columns, float* out, int out_stride) {
  const Philox random = random_stream(state, stream);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const std::uint64_t element = std::uint64_t(r) * std::uint64_t(columns) + std::uint64_t(c);
      out[std::size_t(r) * out_stride + c] = distribution == Distribution::kNormal
                                                 ? random.normal(element)
                                                 : 2 * random.uniform(element) - 1;
    }
  }
}

inline void draw_one_hot(const StepState& state, std::uint32_t stream, int rows, int classes,
                         float* out) {
  const Philox random = random_stream(state, stream);
  for (int r = 0; r < rows; ++r) {
    const int chosen = int(random.below(std::uint64_t(r), std::uint32_t(classes)));
    for (int k = 0; k < classes; ++k) {
      out[std::size_t(r) * classes + k] = k == chosen ? 1.0F : 0.0F;
    }
  }
}

inline void draw_keep_mask(const StepState& state, std::uint32_t stream, float rate, std::size_t n,
                           std::uint8_t* keep) {
  const Philox random = random_stream(state, stream);
  for (std::size_t i = 0; i < n; ++i) keep[i] = random.uniform(i) < rate ? 0 : 1;
}

inline void draw_instance_noise(const StepState& state, std::uint32_t stream, std::size_t n,
                                float* noise) {
  const Philox random = random_stream(state, stream);
  for (std::size_t i = 0; i < n; ++i) noise[i] = state.instance_noise * random.normal(i);
}

}  // namespace sleeve::kernels::reference
