#include <vector>

#include "kernels/library/cudnn_convolution.h"

namespace sleeve::kernels::library {
namespace {

std::string name_of(const ConvShape& shape, ConvolutionRole role) {
  const char* const calls[] = {"cudnnConvolutionForward", "cudnnConvolutionBackwardData",
                               "cudnnConvolutionBackwardFilter"};
  const auto map = [&](int height, int width, int channels) {
    return std::to_string(shape.batch) + "x" + std::to_string(height) + "x" +
           std::to_string(width) + "x" + std::to_string(channels);
  };
  return std::string(calls[static_cast<int>(role)]) + " of " +
         map(shape.big_height, shape.big_width, shape.big_channels) + " and " +
         map(shape.small_height, shape.small_width, shape.small_channels) + ", kernel " +
         std::to_string(shape.kernel) + ", stride " + std::to_string(shape.stride);
}

/// What may be used where; DEFAULT lets cuDNN take tf32 for f32.
cudnnMathType_t math_type(Precision precision) {
  switch (precision) {
    case Precision::kF32:
      return CUDNN_FMA_MATH;
    case Precision::kTf32:
      return CUDNN_DEFAULT_MATH;
    case Precision::kBf16:
      return CUDNN_TENSOR_OP_MATH;
  }
  return CUDNN_DEFAULT_MATH;
}

/// In f32 tensor cores stay off; elsewhere they may be used.
bool is_allowed(cudnnMathType_t math, Precision precision) {
  return precision != Precision::kF32 || math == CUDNN_FMA_MATH || math == CUDNN_DEFAULT_MATH;
}

/// The first of what cuDNN found, fastest first, that may be used; null if there is none.
template <typename Found>
const Found* first_usable(const std::vector<Found>& found, int count, Precision precision) {
  for (int i = 0; i < count; ++i) {
    const Found& one = found[static_cast<std::size_t>(i)];
    if (one.status == CUDNN_STATUS_SUCCESS && is_allowed(one.mathType, precision)) return &one;
  }
  return nullptr;
}

}  // namespace

CudnnConvolution::CudnnConvolution(cudnnHandle_t handle, const ConvShape& shape,
                                   Precision precision, ConvolutionRole role)
    : role_(role), name_(name_of(shape, role)) {
  set_big(big_, precision, shape);
  set_small(small_, precision, shape);
  // [small][kernel][kernel][big] is what cuDNN calls KRSC.
  check(cudnnSetFilter4dDescriptor(weight_.get(), data_type(precision), CUDNN_TENSOR_NHWC,
                                   shape.small_channels, shape.big_channels, shape.kernel,
                                   shape.kernel),
        "cudnnSetFilter4dDescriptor");
  check(cudnnSetConvolution2dDescriptor(convolution_.get(), shape.padding, shape.padding,
                                        shape.stride, shape.stride, 1, 1, CUDNN_CROSS_CORRELATION,
                                        CUDNN_DATA_FLOAT),
        "cudnnSetConvolution2dDescriptor");
  check(cudnnSetConvolutionMathType(convolution_.get(), math_type(precision)),
        "cudnnSetConvolutionMathType");
  find_algorithm(handle, precision);
}

void CudnnConvolution::find_algorithm(cudnnHandle_t handle, Precision precision) {
  // count(handle, &most); find(most, &returned, results): the calls of one role.
  const auto search = [&]<typename Found>(Found, const auto& count, const auto& find) {
    int most = 0, returned = 0;
    check(count(handle, &most), name_ + ": how many algorithms");
    std::vector<Found> found(static_cast<std::size_t>(most));
    const cudnnStatus_t status = find(most, &returned, found.data());
    // What no algorithm can do at all is said so, or by a list in which none succeeded.
    if (CUDNN_STATUS_CATEGORY(status) == CUDNN_STATUS_NOT_SUPPORTED) return;
    check(status, name_ + ": finding the fastest algorithm");
    const Found* const best = first_usable(found, returned, precision);
    if (best == nullptr) return;
    available_ = true;
    algorithm_ = static_cast<int>(best->algo);
    workspace_bytes_ = best->memory;
    if (precision != Precision::kF32) {
      check(cudnnSetConvolutionMathType(convolution_.get(), best->mathType),
            "cudnnSetConvolutionMathType");
    }
  };
  switch (role_) {
    case ConvolutionRole::kForward:
      return search(cudnnConvolutionFwdAlgoPerf_t{}, cudnnGetConvolutionForwardAlgorithmMaxCount,
                    [&](int most, int* returned, cudnnConvolutionFwdAlgoPerf_t* found) {
                      return cudnnFindConvolutionForwardAlgorithm(handle, big_.get(), weight_.get(),
                                                                  convolution_.get(), small_.get(),
                                                                  most, returned, found);
                    });
    case ConvolutionRole::kBackwardData:
      return search(cudnnConvolutionBwdDataAlgoPerf_t{},
                    cudnnGetConvolutionBackwardDataAlgorithmMaxCount,
                    [&](int most, int* returned, cudnnConvolutionBwdDataAlgoPerf_t* found) {
                      return cudnnFindConvolutionBackwardDataAlgorithm(
                          handle, weight_.get(), small_.get(), convolution_.get(), big_.get(), most,
                          returned, found);
                    });
    case ConvolutionRole::kBackwardFilter:
      return search(cudnnConvolutionBwdFilterAlgoPerf_t{},
                    cudnnGetConvolutionBackwardFilterAlgorithmMaxCount,
                    [&](int most, int* returned, cudnnConvolutionBwdFilterAlgoPerf_t* found) {
                      return cudnnFindConvolutionBackwardFilterAlgorithm(
                          handle, big_.get(), small_.get(), convolution_.get(), weight_.get(), most,
                          returned, found);
                    });
  }
}

void CudnnConvolution::run(cudnnHandle_t handle, const ConvolutionArrays& arrays, void* workspace,
                           bool accumulate) {
  const float one = 1, before = accumulate ? 1.0F : 0.0F;
  switch (role_) {
    case ConvolutionRole::kForward:
      return check(cudnnConvolutionForward(
                       handle, &one, big_.get(), arrays.big, weight_.get(), arrays.weight,
                       convolution_.get(), static_cast<cudnnConvolutionFwdAlgo_t>(algorithm_),
                       workspace, workspace_bytes_, &before, small_.get(), arrays.small),
                   name_);
    case ConvolutionRole::kBackwardData:
      return check(cudnnConvolutionBackwardData(
                       handle, &one, weight_.get(), arrays.weight, small_.get(), arrays.small,
                       convolution_.get(), static_cast<cudnnConvolutionBwdDataAlgo_t>(algorithm_),
                       workspace, workspace_bytes_, &before, big_.get(), arrays.big),
                   name_);
    case ConvolutionRole::kBackwardFilter:
      return check(cudnnConvolutionBackwardFilter(
                       handle, &one, big_.get(), arrays.big, small_.get(), arrays.small,
                       convolution_.get(), static_cast<cudnnConvolutionBwdFilterAlgo_t>(algorithm_),
                       workspace, workspace_bytes_, &before, weight_.get(), arrays.weight),
                   name_);
  }
}

}  // namespace sleeve::kernels::library
