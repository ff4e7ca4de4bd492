// The device of the gpu backends: a GPU, or, in the compilation for the host, what plays its part.
#pragma once

#include <memory>

#include "kernels/cuda/stream.h"
#include "kernels/device.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

class GpuDevice : public Device {
 public:
  /// What everything on this device is launched in.
  virtual Stream& stream() = 0;
  virtual int multiprocessors() const = 0;
};

/// The first GPU that the process sees (CUDA_VISIBLE_DEVICES chooses). Throws DeviceUnavailable.
/// In the compilation for the host: kernels run on `threads` threads, 0 for one per core, and
/// memory is as large as the environment variable SLEEVE_SIMT_MEMORY says, in bytes.
std::unique_ptr<GpuDevice> make_gpu_device(int threads);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
