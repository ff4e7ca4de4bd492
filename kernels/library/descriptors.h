// cuDNN's descriptors of arrays and operations, made from Sleeve's shapes.
#pragma once

#include <cudnn.h>

#include "kernels/convolution.h"
#include "kernels/library/status.h"
#include "kernels/precision.h"

namespace sleeve::kernels::library {

template <typename Handle, cudnnStatus_t (*create)(Handle*), cudnnStatus_t (*destroy)(Handle)>
class Descriptor {
 public:
  Descriptor() { check(create(&handle_), "cannot make a cuDNN descriptor"); }
  ~Descriptor() { destroy(handle_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Handle get() const { return handle_; }

 private:
  Handle handle_ = nullptr;
};

using TensorDescriptor =
    Descriptor<cudnnTensorDescriptor_t, cudnnCreateTensorDescriptor, cudnnDestroyTensorDescriptor>;
using FilterDescriptor =
    Descriptor<cudnnFilterDescriptor_t, cudnnCreateFilterDescriptor, cudnnDestroyFilterDescriptor>;
using ConvolutionDescriptor =
    Descriptor<cudnnConvolutionDescriptor_t, cudnnCreateConvolutionDescriptor,
               cudnnDestroyConvolutionDescriptor>;
using ActivationDescriptor =
    Descriptor<cudnnActivationDescriptor_t, cudnnCreateActivationDescriptor,
               cudnnDestroyActivationDescriptor>;

inline cudnnDataType_t data_type(Precision precision) {
  return precision == Precision::kBf16 ? CUDNN_DATA_BFLOAT16 : CUDNN_DATA_FLOAT;
}

/// A map [batch, height, width, channels].
inline void set_map(const TensorDescriptor& map, Precision precision, int batch, int height,
                    int width, int channels) {
  check(cudnnSetTensor4dDescriptor(map.get(), CUDNN_TENSOR_NHWC, data_type(precision), batch,
                                   channels, height, width),
        "cudnnSetTensor4dDescriptor");
}
inline void set_big(const TensorDescriptor& map, Precision precision, const ConvShape& shape) {
  set_map(map, precision, shape.batch, shape.big_height, shape.big_width, shape.big_channels);
}
inline void set_small(const TensorDescriptor& map, Precision precision, const ConvShape& shape) {
  set_map(map, precision, shape.batch, shape.small_height, shape.small_width, shape.small_channels);
}

}  // namespace sleeve::kernels::library
