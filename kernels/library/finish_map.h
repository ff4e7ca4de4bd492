// The epilogue of a convolution (ConvEpilogue) as a pass over the map that it wrote.
#pragma once

#include <string>

#include "kernels/convolution.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::library {

/// From the bare sums `raw` [pixels, channels] to `result`, which may be the same array; `name` as
/// for cuda::launch. Launches nothing if there is nothing to do.
void finish_map(cuda::Context& context, const std::string& name, ConstElements raw,
                std::size_t pixels, int channels, Elements result, const ConvEpilogue& epilogue);

}  // namespace sleeve::kernels::library
