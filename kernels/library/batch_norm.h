// Batch norm and activation by cuDNN, forward and backward.
#pragma once

#include <cstddef>

#include "kernels/library/descriptors.h"

namespace sleeve::kernels::library {

/// Arrays of a normalised map; y, result and their gradients [pixels, channels], the others
/// [channels] in f32.
struct BatchNormArrays {
  const void* y = nullptr;  // the raw map
  void* result = nullptr;
  const void* result_gradient = nullptr;
  void* y_gradient = nullptr;
  const float* weight = nullptr;
  const float* bias = nullptr;
  float* running_mean = nullptr;
  float* running_var = nullptr;
  float* mean = nullptr;  // of the batch, for the way back
  float* inverse_deviation = nullptr;
  float* weight_gradient = nullptr;
  float* bias_gradient = nullptr;
};

/// One way in which cuDNN may compute it.
struct BatchNormMode {
  cudnnBatchNormMode_t mode = CUDNN_BATCHNORM_SPATIAL;
  bool relu = false;  // in the same call
};

class CudnnBatchNorm {
 public:
  /// Over the map that `map` describes, which must stay.
  CudnnBatchNorm(const TensorDescriptor& map, const BatchNormMode& mode);

  /// Bytes the two passes need, and what forward leaves for backward; false if cuDNN refuses.
  bool ask_sizes(cudnnHandle_t handle);
  std::size_t workspace_bytes() const { return workspace_bytes_; }
  std::size_t reserve_bytes() const { return reserve_bytes_; }

  /// Launch; what cuDNN returns is the caller's to judge.
  cudnnStatus_t forward(cudnnHandle_t handle, const BatchNormArrays& arrays, void* workspace,
                        void* reserve) const;
  cudnnStatus_t backward(cudnnHandle_t handle, const BatchNormArrays& arrays, void* workspace,
                         void* reserve) const;

 private:
  cudnnBatchNormOps_t operations() const {
    return mode_.relu ? CUDNN_BATCHNORM_OPS_BN_ACTIVATION : CUDNN_BATCHNORM_OPS_BN;
  }
  cudnnActivationDescriptor_t activation() const {
    return mode_.relu ? activation_.get() : nullptr;
  }

  const TensorDescriptor& map_;
  BatchNormMode mode_;
  TensorDescriptor channels_;
  ActivationDescriptor activation_;
  std::size_t workspace_bytes_ = 0, reserve_bytes_ = 0;
};

}  // namespace sleeve::kernels::library
