// One convolution of one shape by cuDNN.
#pragma once

#include <cstddef>
#include <string>

#include "kernels/library/descriptors.h"

namespace sleeve::kernels::library {

/// Which of the three arrays is the result: small, big or weight.
enum class ConvolutionRole { kForward, kBackwardData, kBackwardFilter };

/// Arrays in the order of kernels/convolution.h, all of the precision's type.
struct ConvolutionArrays {
  void* big = nullptr;
  void* small = nullptr;
  void* weight = nullptr;
};

class CudnnConvolution {
 public:
  /// Tries all of cuDNN's algorithms on memory of its own and keeps the fastest. Throws
  /// LaunchError.
  CudnnConvolution(cudnnHandle_t handle, const ConvShape& shape, Precision precision,
                   ConvolutionRole role);

  /// Whether cuDNN has an algorithm for it.
  bool available() const { return available_; }
  std::size_t workspace_bytes() const { return workspace_bytes_; }
  /// Launches; the result is added to what is there if `accumulate`. Throws LaunchError.
  void run(cudnnHandle_t handle, const ConvolutionArrays& arrays, void* workspace, bool accumulate);

 private:
  void find_algorithm(cudnnHandle_t handle, Precision precision);

  ConvolutionRole role_;
  std::string name_;
  TensorDescriptor big_, small_;
  FilterDescriptor weight_;
  ConvolutionDescriptor convolution_;
  bool available_ = false;
  int algorithm_ = 0;  // of the role's enumeration
  std::size_t workspace_bytes_ = 0;
};

}  // namespace sleeve::kernels::library
