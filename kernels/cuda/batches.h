// Launcher of kernels/cuda/batches.cuh; arguments as in kernels/backend.h.
#pragma once

#include "kernels/backend.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void gather(Context& context, const StepState* state, const CoverTable& table, bool flip,
            const CoverBatch& batch);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
