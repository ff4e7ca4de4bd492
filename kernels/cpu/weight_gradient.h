// conv_weights on the CPU.
#pragma once

#include "kernels/convolution.h"
#include "kernels/cpu/workspace.h"

namespace sleeve::kernels::cpu {

void weight_gradient(const ConvShape& shape, const PendingMap& big, const PendingMap& small,
                     float* gradient, bool accumulate, Workspace& workspace);

}  // namespace sleeve::kernels::cpu
