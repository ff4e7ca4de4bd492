// Launcher of kernels/cuda/materialize.cuh; arguments as in kernels/backend.h.
#pragma once

#include <cstddef>

#include "kernels/convolution.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void materialize(Context& context, const PendingMap& map, std::size_t pixels, int channels,
                 float* out);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
