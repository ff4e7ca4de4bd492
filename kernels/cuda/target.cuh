// What kernels are written with; docs/kernels.md has the list.
#pragma once

#include "kernels/cuda/target_namespace.h"

#ifdef __CUDACC__

#include "kernels/cuda/on_device.cuh"

#else

#include "kernels/simt/builtins.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

using namespace simt::builtins;

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda

#endif
