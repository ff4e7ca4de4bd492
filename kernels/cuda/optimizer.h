// Launchers of kernels/cuda/optimizer.cuh; arguments as in kernels/backend.h.
#pragma once

#include <cstddef>

#include "kernels/backend.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void advance(Context& context, StepState* state);
void adam(Context& context, const StepState* state, Network network, float* parameters,
          const float* gradients, float* exp_avg, float* exp_avg_sq, std::size_t n);
void moving_average(Context& context, const StepState* state, float* average,
                    const float* parameters, std::size_t n);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
