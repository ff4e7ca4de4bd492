#include <algorithm>

#include "kernels/library/batch_norm.h"

namespace sleeve::kernels::library {
namespace {

constexpr double kEpsilon = 1e-5, kMomentum = 0.1;

}  // namespace

CudnnBatchNorm::CudnnBatchNorm(const TensorDescriptor& map, const BatchNormMode& mode)
    : map_(map), mode_(mode) {
  check(cudnnDeriveBNTensorDescriptor(channels_.get(), map.get(), mode.mode),
        "cudnnDeriveBNTensorDescriptor");
  check(cudnnSetActivationDescriptor(activation_.get(), CUDNN_ACTIVATION_RELU, CUDNN_PROPAGATE_NAN,
                                     0),
        "cudnnSetActivationDescriptor");
}

bool CudnnBatchNorm::ask_sizes(cudnnHandle_t handle) {
  std::size_t forward = 0, backward = 0;
  const cudnnStatus_t answers[] = {
      cudnnGetBatchNormalizationForwardTrainingExWorkspaceSize(
          handle, mode_.mode, operations(), map_.get(), nullptr, map_.get(), channels_.get(),
          activation(), &forward),
      cudnnGetBatchNormalizationBackwardExWorkspaceSize(
          handle, mode_.mode, operations(), map_.get(), mode_.relu ? map_.get() : nullptr,
          map_.get(), nullptr, map_.get(), channels_.get(), activation(), &backward),
      cudnnGetBatchNormalizationTrainingExReserveSpaceSize(
          handle, mode_.mode, operations(), activation(), map_.get(), &reserve_bytes_)};
  // cuDNN refuses some modes as unsupported, others as bad parameters.
  for (const cudnnStatus_t answer : answers) {
    if (answer != CUDNN_STATUS_SUCCESS) return false;
  }
  workspace_bytes_ = std::max(forward, backward);
  return true;
}

cudnnStatus_t CudnnBatchNorm::forward(cudnnHandle_t handle, const BatchNormArrays& arrays,
                                      void* workspace, void* reserve) const {
  const float one = 1, zero = 0;
  return cudnnBatchNormalizationForwardTrainingEx(
      handle, mode_.mode, operations(), &one, &zero, map_.get(), arrays.y, nullptr, nullptr,
      map_.get(), arrays.result, channels_.get(), arrays.weight, arrays.bias, kMomentum,
      arrays.running_mean, arrays.running_var, kEpsilon, arrays.mean, arrays.inverse_deviation,
      activation(), workspace, workspace_bytes_, reserve, reserve_bytes_);
}

cudnnStatus_t CudnnBatchNorm::backward(cudnnHandle_t handle, const BatchNormArrays& arrays,
                                       void* workspace, void* reserve) const {
  const float one = 1, zero = 0;
  return cudnnBatchNormalizationBackwardEx(
      handle, mode_.mode, operations(), &one, &zero, &one, &zero, map_.get(), arrays.y,
      mode_.relu ? map_.get() : nullptr, mode_.relu ? arrays.result : nullptr, map_.get(),
      arrays.result_gradient, nullptr, nullptr, map_.get(), arrays.y_gradient, channels_.get(),
      arrays.weight, arrays.bias, arrays.weight_gradient, arrays.bias_gradient, kEpsilon,
      arrays.mean, arrays.inverse_deviation, activation(), workspace, workspace_bytes_, reserve,
      reserve_bytes_);
}

}  // namespace sleeve::kernels::library
