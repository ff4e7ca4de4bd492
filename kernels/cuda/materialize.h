// Launcher of kernels/cuda/materialize.cuh; arguments as in kernels/backend.h,
// but that `out` may be in bf16, too.
#pragma once

#include <cstddef>

#include "kernels/convolution.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void materialize(Context& context, const PendingMap& map, std::size_t pixels, int channels,
                 Elements out);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
