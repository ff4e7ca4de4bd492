// MS-SSIM on the CPU: a pair is one task.
#pragma once

#include "kernels/cpu/workspace.h"
#include "kernels/ssim.h"

namespace sleeve::kernels::cpu {

/// As Backend::ms_ssim and Backend::ms_ssim_backward.
void ms_ssim(const SsimPairs& pairs, float* scores, float* means, Workspace& workspace);
void ms_ssim_backward(const SsimPairs& pairs, const float* means, const float* score_gradients,
                      float* first_gradient, float* second_gradient, Workspace& workspace);

}  // namespace sleeve::kernels::cpu
