// The class behind make_library_backend.
#pragma once

#include <cublas_v2.h>
#include <cudnn.h>

#include <map>
#include <memory>
#include <tuple>

#include "kernels/cuda/gpu_backend.h"
#include "kernels/library/cudnn_convolution.h"

namespace sleeve::kernels::library {

class LibraryBackend final : public cuda::GpuBackend {
 public:
  explicit LibraryBackend(Precision precision);
  ~LibraryBackend() override;
  LibraryBackend(const LibraryBackend&) = delete;
  LibraryBackend& operator=(const LibraryBackend&) = delete;

  int channels_at_once() const override { return 1; }  // cuDNN's own matter
  void conv_down(const ConvShape& shape, const PendingMap& big, const ConvWeight& weight,
                 Elements small, const ConvEpilogue& epilogue) override;
  void conv_up(const ConvShape& shape, const PendingMap& small, const ConvWeight& weight,
               Elements big, const ConvEpilogue& epilogue) override;
  void conv_weights(const ConvShape& shape, const PendingMap& big, const PendingMap& small,
                    float* weight_gradient, bool accumulate) override;

  cudnnHandle_t cudnn() const { return cudnn_; }
  cuda::Context& launching() { return context(); }
  /// The convolution at its fastest, found when it is asked for first.
  CudnnConvolution& convolution(const ConvShape& shape, Precision precision, ConvolutionRole role);

 private:
  /// conv_down and conv_up; false if cuDNN cannot do it.
  bool convolve(ConvolutionRole role, const ConvShape& shape, const PendingMap& source,
                const ConvWeight& weight, Elements result, const ConvEpilogue& epilogue);
  /// What readers see of a map, rounded to the precision's type, and written out unless that is
  /// how it lies in memory; `widened`: the rounded values as f32.
  void* operand(cuda::ScratchFrame& frame, const PendingMap& map, std::size_t pixels, int channels,
                bool widened);
  void* weight_operand(cuda::ScratchFrame& frame, const ConvShape& shape, const ConvWeight& weight,
                       bool widened);
  /// Says, once for each shape, that Sleeve's own kernel takes the place of cuDNN's.
  void say_unavailable(const ConvShape& shape, ConvolutionRole role);

  using Key =
      std::tuple<int, int, int, int, int, int, int, int, int, int, Precision, ConvolutionRole>;

  cudnnHandle_t cudnn_ = nullptr;
  cublasHandle_t cublas_ = nullptr;
  void* cublas_workspace_ = nullptr;
  std::map<Key, std::unique_ptr<CudnnConvolution>> convolutions_;
};

}  // namespace sleeve::kernels::library
