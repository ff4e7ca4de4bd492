// What launchers of kernels/cuda are given, on the fibers of kernels/simt or on a GPU.
#pragma once

#include <memory>

#include "kernels/cuda/context.h"
#include "kernels/cuda/gpu_device.h"
#include "tests/simt/array.h"

namespace sleeve::kernels {

/// For one test; arrays are those of tests/simt/array.h. Where there is a GPU, it passes for one of
/// so many multiprocessors.
class LaunchContext {
 public:
  explicit LaunchContext(Precision precision, int multiprocessors = 2)
      : tickets_(cuda::kTicketCount, 0),
        context_{.stream = device_->stream(),
                 .scratch = scratch_,
                 .precision = precision,
                 .multiprocessors = multiprocessors,
                 .tickets = tickets_.data()} {}
  ~LaunchContext() { synchronize(); }
  LaunchContext(const LaunchContext&) = delete;
  LaunchContext& operator=(const LaunchContext&) = delete;

  cuda::Context& context() { return context_; }
  /// Before the test reads what was computed.
  void synchronize() { device_->synchronize(); }

 private:
  std::unique_ptr<cuda::GpuDevice> device_ = cuda::make_gpu_device(0);
  cuda::Scratch scratch_{*device_};
  cuda::Array<unsigned> tickets_;
  cuda::Context context_;
};

}  // namespace sleeve::kernels
