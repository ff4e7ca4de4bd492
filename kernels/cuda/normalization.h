// Launchers of kernels/cuda/normalization.cuh; arguments as in kernels/backend.h.
#pragma once

#include <cstddef>

#include "kernels/backend.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void batch_norm_training(Context& context, const BatchNorm& norm,
                         const ChannelStatistics& statistics, std::size_t count);
void batch_norm_evaluation(Context& context, const BatchNorm& norm);
void batch_norm_backward(Context& context, const BatchNorm& norm, std::size_t count,
                         ConstElements y, const float* sum_dz, const float* sum_dz_normalized,
                         Elements dz, float* weight_gradient, float* bias_gradient,
                         bool accumulate);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
