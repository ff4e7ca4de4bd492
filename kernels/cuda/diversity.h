// Launchers of kernels/cuda/diversity.cuh; arguments as in kernels/backend.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void pair_equal_labels(Context& context, const BatchLabels& labels, std::int32_t* pairs);
void diversity_loss(Context& context, const std::int32_t* pairs, int pair_count, float weight,
                    const float* scores, float* score_gradients, LossReport* report);
void add_tanh_gradient(Context& context, const float* out, const float* out_gradient, std::size_t n,
                       float* dz);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
