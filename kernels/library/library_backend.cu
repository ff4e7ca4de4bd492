#include <cstdio>
#include <string>

#include "kernels/cuda/grids.h"
#include "kernels/cuda/materialize.h"
#include "kernels/cuda/pending.cuh"
#include "kernels/library/finish_map.h"
#include "kernels/library/library.h"
#include "kernels/library/library_backend.h"
#include "kernels/library/matrix_product.h"

namespace sleeve::kernels::library {
namespace {

using cuda::ScratchFrame;

/// What cuBLAS recommends for this generation; its own would be allocated behind our back.
constexpr std::size_t kCublasWorkspace = std::size_t{32} << 20;

std::string text_of(const ConvShape& shape, ConvolutionRole role) {
  const char* const names[] = {"conv_down ", "conv_up ", "conv_weights "};
  return names[static_cast<int>(role)] + std::to_string(shape.batch) + "x" +
         std::to_string(shape.big_height) + "x" + std::to_string(shape.big_width) + "x" +
         std::to_string(shape.big_channels) + " and " + std::to_string(shape.small_channels);
}

PendingMap raw_map(ConstElements data) {
  PendingMap map;
  map.data = data;
  return map;
}

void* array_of(const ConstElements& data) {
  // cuDNN's and cuBLAS's operands are const where they only read them.
  return data.is_rounded() ? const_cast<Bfloat16*>(data.rounded())
                           : static_cast<void*>(const_cast<float*>(data.full()));
}

Elements take(ScratchFrame& frame, std::size_t n, bool rounded) {
  if (rounded) return frame.take<Bfloat16>(n);
  return frame.take<float>(n);
}

}  // namespace

LibraryBackend::LibraryBackend(Precision precision)
    : GpuBackend("library", cuda::make_gpu_device(0), precision) {
  const cudaStream_t stream = context().stream.handle();
  check(cudnnCreate(&cudnn_), "cudnnCreate");
  check(cudnnSetStream(cudnn_, stream), "cudnnSetStream");
  check(cublasCreate(&cublas_), "cublasCreate");
  check(cublasSetStream(cublas_, stream), "cublasSetStream");
  cublas_workspace_ = device().allocate(kCublasWorkspace);
  check(cublasSetWorkspace(cublas_, cublas_workspace_, kCublasWorkspace), "cublasSetWorkspace");
}

LibraryBackend::~LibraryBackend() {
  cudaStreamSynchronize(context().stream.handle());  // what failed has been reported
  convolutions_.clear();
  cublasDestroy(cublas_);
  cudnnDestroy(cudnn_);
  device().free(cublas_workspace_);
}

CudnnConvolution& LibraryBackend::convolution(const ConvShape& s, Precision precision,
                                              ConvolutionRole role) {
  const Key key{s.batch,        s.big_height,  s.big_width,      s.big_channels,
                s.small_height, s.small_width, s.small_channels, s.kernel,
                s.stride,       s.padding,     precision,        role};
  std::unique_ptr<CudnnConvolution>& found = convolutions_[key];
  if (!found) {
    found = std::make_unique<CudnnConvolution>(cudnn_, s, precision, role);
    if (!found->available()) say_unavailable(s, role);
  }
  return *found;
}

void LibraryBackend::say_unavailable(const ConvShape& shape, ConvolutionRole role) {
  std::fprintf(stderr, "library: cuDNN has no algorithm for %s; Sleeve's own kernel computes it\n",
               text_of(shape, role).c_str());
}

void* LibraryBackend::operand(ScratchFrame& frame, const PendingMap& map, std::size_t pixels,
                              int channels, bool widened) {
  const bool rounds = precision() == Precision::kBf16;
  const std::size_t size = pixels * std::size_t(channels);
  ConstElements values = map.data;
  if (!cuda::is_raw(map) || values.is_rounded() != rounds) {
    const Elements written = take(frame, size, rounds);
    cuda::materialize(context(), map, pixels, channels, written);
    values = written;
  }
  if (rounds && widened) {
    const Elements wide = take(frame, size, false);
    cuda::materialize(context(), raw_map(values), pixels, channels, wide);
    values = wide;
  }
  return array_of(values);
}

void* LibraryBackend::weight_operand(ScratchFrame& frame, const ConvShape& shape,
                                     const ConvWeight& weight, bool widened) {
  const bool rounded = precision() == Precision::kBf16 && weight.rounded != nullptr;
  const PendingMap map = raw_map(rounded ? ConstElements(weight.rounded) : weight.values);
  return operand(frame, map, shape.weight_size() / std::size_t(shape.big_channels),
                 shape.big_channels, widened);
}

bool LibraryBackend::convolve(ConvolutionRole role, const ConvShape& shape,
                              const PendingMap& source, const ConvWeight& weight, Elements result,
                              const ConvEpilogue& epilogue) {
  const bool down = role == ConvolutionRole::kForward, product = is_product(shape);
  const std::size_t big = shape.big_pixels(), small = shape.small_pixels();
  const std::size_t pixels = down ? small : big;
  const int channels = down ? shape.small_channels : shape.big_channels;
  ScratchFrame frame(context().scratch);
  // A bias is added before the one rounding that bf16 maps get.
  const bool full = epilogue.bias != nullptr || !result.is_rounded();
  const Elements raw =
      full && result.is_rounded() ? take(frame, pixels * std::size_t(channels), false) : result;
  // cuDNN writes the type it reads; bf16 values are exact in tf32.
  const bool widened = full && !product && precision() == Precision::kBf16;
  CudnnConvolution* const convolution =
      product ? nullptr : &this->convolution(shape, widened ? Precision::kTf32 : precision(), role);
  if (convolution != nullptr && !convolution->available()) return false;

  const int source_channels = down ? shape.big_channels : shape.small_channels;
  void* const from = operand(frame, source, down ? big : small, source_channels, widened);
  const ConvolutionArrays arrays{.big = down ? from : array_of(raw),
                                 .small = down ? array_of(raw) : from,
                                 .weight = weight_operand(frame, shape, weight, widened)};
  if (product) {
    multiply(cublas_, shape, role, precision(), full ? Precision::kF32 : Precision::kBf16, arrays,
             false);
  } else {
    convolution->run(cudnn_, arrays, frame.take<std::byte>(convolution->workspace_bytes()), false);
  }
  finish_map(context(), text_of(shape, role), raw, pixels, channels, result, epilogue);
  return true;
}

void LibraryBackend::conv_down(const ConvShape& shape, const PendingMap& big,
                               const ConvWeight& weight, Elements small,
                               const ConvEpilogue& epilogue) {
  check(shape);
  if (shape.batch > 0 && convolve(ConvolutionRole::kForward, shape, big, weight, small, epilogue)) {
    return;
  }
  GpuBackend::conv_down(shape, big, weight, small, epilogue);
}

void LibraryBackend::conv_up(const ConvShape& shape, const PendingMap& small,
                             const ConvWeight& weight, Elements big, const ConvEpilogue& epilogue) {
  check(shape);
  if (shape.batch > 0 &&
      convolve(ConvolutionRole::kBackwardData, shape, small, weight, big, epilogue)) {
    return;
  }
  GpuBackend::conv_up(shape, small, weight, big, epilogue);
}

void LibraryBackend::conv_weights(const ConvShape& shape, const PendingMap& big,
                                  const PendingMap& small, float* weight_gradient,
                                  bool accumulate) {
  check(shape);
  constexpr ConvolutionRole kRole = ConvolutionRole::kBackwardFilter;
  const bool product = is_product(shape);
  if (shape.batch == 0 || (!product && !convolution(shape, precision(), kRole).available())) {
    return GpuBackend::conv_weights(shape, big, small, weight_gradient, accumulate);
  }
  ScratchFrame frame(context().scratch);
  ConvolutionArrays arrays{
      .big = operand(frame, big, shape.big_pixels(), shape.big_channels, false),
      .small = operand(frame, small, shape.small_pixels(), shape.small_channels, false),
      .weight = weight_gradient};
  if (product) {
    return multiply(cublas_, shape, kRole, precision(), Precision::kF32, arrays, accumulate);
  }
  CudnnConvolution& gradient = convolution(shape, precision(), kRole);
  void* const workspace = frame.take<std::byte>(gradient.workspace_bytes());
  if (precision() != Precision::kBf16) return gradient.run(cudnn_, arrays, workspace, accumulate);

  const std::size_t size = shape.weight_size();
  Bfloat16* const rounded = frame.take<Bfloat16>(size);
  arrays.weight = rounded;
  gradient.run(cudnn_, arrays, workspace, false);
  float* const widened = accumulate ? frame.take<float>(size) : weight_gradient;
  cuda::materialize(context(), raw_map(rounded), size / std::size_t(shape.big_channels),
                    shape.big_channels, widened);
  if (accumulate) add(weight_gradient, widened, size, weight_gradient);
}

}  // namespace sleeve::kernels::library

namespace sleeve::kernels {

std::unique_ptr<Backend> make_library_backend(Precision precision) {
  return std::make_unique<library::LibraryBackend>(precision);
}

}  // namespace sleeve::kernels
