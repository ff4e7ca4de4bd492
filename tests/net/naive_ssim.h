// MS-SSIM once more, in double and from its definition (kernels/ssim.h), window by window. Shares
// no code with the kernels.
#pragma once

#include "kernels/ssim.h"
#include "naive_acgan.h"

namespace sleeve::net::naive {

/// The score of two images, in [-1, 1], of one batch.
double ms_ssim(const Maps& images, int first, int second, kernels::SsimConvention convention);

}  // namespace sleeve::net::naive
