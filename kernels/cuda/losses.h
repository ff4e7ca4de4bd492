// Launcher of kernels/cuda/losses.cuh; arguments as in kernels/backend.h.
#pragma once

#include "kernels/backend.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void acgan_loss(Context& context, const AcganLoss& loss, const float* logits, float* logit_gradient,
                LossReport* report);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
