// Launchers of the kernels of MS-SSIM; arguments as in kernels/backend.h.
#pragma once

#include <cstddef>

#include "kernels/cuda/context.h"
#include "kernels/ssim.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Scratch memory that one launch may take: more pairs take more launches.
inline constexpr std::size_t kSsimScratchBytes = std::size_t{64} << 20;

void ms_ssim(Context& context, const SsimPairs& pairs, float* scores, float* means,
             std::size_t scratch_bytes = kSsimScratchBytes);

void ms_ssim_backward(Context& context, const SsimPairs& pairs, const float* means,
                      const float* score_gradients, float* first_gradient, float* second_gradient,
                      std::size_t scratch_bytes = kSsimScratchBytes);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
