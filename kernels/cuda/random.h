// Launchers of kernels/cuda/random.cuh; arguments as in kernels/backend.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void draw(Context& context, const StepState* state, std::uint32_t stream, Distribution distribution,
          int rows, int columns, float* out, int out_stride);
void draw_one_hot(Context& context, const StepState* state, std::uint32_t stream, int rows,
                  int classes, float* out);
void draw_keep_mask(Context& context, const StepState* state, std::uint32_t stream, float rate,
                    std::size_t n, std::uint8_t* keep);
void draw_instance_noise(Context& context, const StepState* state, std::uint32_t stream,
                         std::size_t n, float* noise);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
