// conv_down and conv_up on the CPU.
#pragma once

#include "kernels/convolution.h"
#include "kernels/cpu/gather_plan.h"
#include "kernels/cpu/workspace.h"

namespace sleeve::kernels::cpu {

void gather_convolution(const GatherPlan& plan, const PendingMap& source, const float* weight,
                        float* result, const ConvEpilogue& epilogue, Workspace& workspace);

}  // namespace sleeve::kernels::cpu
