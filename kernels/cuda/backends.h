// The backends made of the kernels of this folder.
#pragma once

#include <memory>

#include "kernels/backend.h"

namespace sleeve::kernels {

/// Kernels run on the CPU, on `threads` threads, 0 for one per core.
std::unique_ptr<Backend> make_simt_backend(int threads, Precision precision);

/// On the first GPU; in builds with CUDA only. Throws DeviceUnavailable, OutOfMemory.
std::unique_ptr<Backend> make_cuda_backend(Precision precision);

}  // namespace sleeve::kernels
