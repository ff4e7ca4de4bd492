// A CUDA stream, and its launches as a CUDA graph.
#pragma once

#include <cuda_runtime.h>

#include <functional>
#include <memory>
#include <string>

#include "kernels/cuda/target_namespace.h"
#include "kernels/device.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Whether SLEEVE_SYNC_LAUNCHES=1 is in the environment: every launch is then waited for, and none
/// goes into a graph, so that a kernel that fails is named.
bool waits_for_launches();

/// Throws LaunchError, "WHAT: CUDA's reason", if `result` is an error.
void check(cudaError_t result, const std::string& what);

class Stream {
 public:
  /// A stream that waits for no other. Throws LaunchError.
  Stream();
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  cudaStream_t handle() const { return handle_; }

  /// Returns when all work so far has finished. Throws LaunchError if any of it failed.
  void synchronize();

  /// What launches() puts into this stream, as a graph; none of it runs now. Throws LaunchError, if
  /// launches() does what cannot be captured, too.
  std::unique_ptr<Recording> record(const std::function<void()>& launches);
  bool recording() const { return recording_; }

 private:
  cudaStream_t handle_ = nullptr;
  bool recording_ = false;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
