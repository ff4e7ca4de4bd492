// Launches in order, which can be recorded and replayed. Both targets offer
//   std::unique_ptr<Recording> record(const std::function<void()>& launches);
//   void synchronize();
// and what a launch needs: the GPU's cudaStream_t handle(), the CPU's enqueue(work).
#pragma once

#include "kernels/cuda/target_namespace.h"

#ifdef __CUDACC__

#include "kernels/cuda/device_stream.h"

#else

#include "kernels/simt/stream.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

using simt::Stream;

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda

#endif
