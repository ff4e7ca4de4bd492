#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "kernels/cuda/grids.h"
#include "kernels/cuda/materialize.h"
#include "kernels/cuda/pending.cuh"
#include "kernels/library/batch_norm.h"
#include "kernels/library/library.h"
#include "kernels/library/library_backend.h"

namespace sleeve::kernels::library {
namespace {

using namespace cuda;

/// gradient[i] of act(z[i]) becomes that of z[i].
template <typename T>
__global__ void activation_gradient_kernel(const T* __restrict__ z, Activation activation,
                                           float slope, std::size_t n,
                                           const T* __restrict__ gradient, T* __restrict__ out) {
  for_each_run<kMapRun>(n, [&](auto length, std::size_t i) {
    auto run = load_run<length()>(gradient + i);
    const auto raw = load_run<length()>(z + i);
    for (int j = 0; j < length(); ++j) {
      run.value[j] *= activation_slope(raw.value[j], activation, slope);
    }
    store_run(out + i, run);
  });
}

/// Memory of a layer.
class Arrays {
 public:
  explicit Arrays(Device& device) : device_(device) {}
  ~Arrays() {
    for (void* const array : arrays_) device_.free(array);
  }
  Arrays(const Arrays&) = delete;
  Arrays& operator=(const Arrays&) = delete;

  void* take(std::size_t bytes) {
    if (bytes == 0) return nullptr;
    arrays_.push_back(device_.allocate(bytes));
    return arrays_.back();
  }
  /// Uniform in (-1, 1): on zeros a GPU draws less power and clocks higher.
  Elements random(std::size_t n, bool rounded) {
    std::vector<float> values(n);
    std::uint32_t state = 1;
    for (float& value : values) {
      state = state * 1664525U + 1013904223U;
      value = static_cast<float>(state >> 8) * 0x1p-23F - 1;
    }
    if (!rounded) {
      auto* const array = static_cast<float*>(take(n * sizeof(float)));
      device_.upload(array, values.data(), n * sizeof(float));
      return array;
    }
    std::vector<Bfloat16> narrow(n);
    for (std::size_t i = 0; i < n; ++i) narrow[i] = to_bfloat16(values[i]);
    auto* const array = static_cast<Bfloat16*>(take(n * sizeof(Bfloat16)));
    device_.upload(array, narrow.data(), n * sizeof(Bfloat16));
    return array;
  }
  float* constant(std::size_t n, float value) {
    const std::vector<float> values(n, value);
    auto* const array = static_cast<float*>(take(n * sizeof(float)));
    device_.upload(array, values.data(), n * sizeof(float));
    return array;
  }

 private:
  Device& device_;
  std::vector<void*> arrays_;
};

void* array_of(const Elements& elements) {
  return elements.is_rounded() ? static_cast<void*>(elements.rounded()) : elements.full();
}

class CudnnLayer final : public LibraryLayer {
 public:
  CudnnLayer(LibraryBackend& library, const LibraryLayerForm& form)
      : library_(library),
        form_(form),
        arrays_(library.device()),
        bf16_(library.precision() == Precision::kBf16),
        size_(form.up ? form.shape.big_size() : form.shape.small_size()),
        channels_(form.up ? form.shape.big_channels : form.shape.small_channels) {
    const ConvShape& shape = form.shape;
    big_ = arrays_.random(shape.big_size(), bf16_);
    small_ = arrays_.random(shape.small_size(), bf16_);
    weight_ = arrays_.random(shape.weight_size(), bf16_);
    weight_gradient_ = arrays_.random(shape.weight_size(), bf16_);
    input_gradient_ = arrays_.random(form.up ? shape.small_size() : shape.big_size(), bf16_);
    result_ = arrays_.random(size_, bf16_);
    normalized_ = arrays_.random(size_, bf16_);
    result_gradient_ = arrays_.random(size_, bf16_);
    normalized_gradient_ = arrays_.random(size_, bf16_);
    y_gradient_ = arrays_.random(size_, bf16_);
    const std::size_t n = std::size_t(channels_);
    norm_arrays_ = {.y = array_of(form.up ? big_ : small_),
                    .y_gradient = array_of(y_gradient_),
                    .weight = arrays_.constant(n, 1),
                    .bias = arrays_.constant(n, 0),
                    .running_mean = arrays_.constant(n, 0),
                    .running_var = arrays_.constant(n, 1),
                    .mean = arrays_.constant(n, 0),
                    .inverse_deviation = arrays_.constant(n, 1),
                    .weight_gradient = arrays_.constant(n, 0),
                    .bias_gradient = arrays_.constant(n, 0)};
    if (form.up) {
      set_big(map_, library.precision(), shape);
    } else {
      set_small(map_, library.precision(), shape);
    }
    choose_batch_norm();
  }

  void forward() override {
    convolve(form_.up ? ConvolutionRole::kBackwardData : ConvolutionRole::kForward,
             {array_of(big_), array_of(small_), array_of(weight_)});
    check(norm_forward(), "cudnnBatchNormalizationForwardTrainingEx");
  }

  void backward() override {
    check(norm_backward(), "cudnnBatchNormalizationBackwardEx");
    ConvolutionArrays data{array_of(big_), array_of(small_), array_of(weight_)};
    ConvolutionArrays filter{array_of(big_), array_of(small_), array_of(weight_gradient_)};
    (form_.up ? data.big : data.small) = array_of(y_gradient_);
    (form_.up ? data.small : data.big) = array_of(input_gradient_);
    (form_.up ? filter.big : filter.small) = array_of(y_gradient_);
    convolve(ConvolutionRole::kBackwardFilter, filter);
    convolve(form_.up ? ConvolutionRole::kForward : ConvolutionRole::kBackwardData, data);
  }

 private:
  void convolve(ConvolutionRole role, const ConvolutionArrays& arrays) {
    CudnnConvolution& convolution = library_.convolution(form_.shape, library_.precision(), role);
    if (!convolution.available()) throw LaunchError("cuDNN cannot compute this layer");
    ScratchFrame frame(library_.launching().scratch);
    convolution.run(library_.cudnn(), arrays, frame.take<std::byte>(convolution.workspace_bytes()),
                    false);
  }

  /// One of cuDNN's ways, with the memory it needs.
  struct Norm {
    bool fused = false;  // with the activation
    std::unique_ptr<CudnnBatchNorm> calls;
    void* workspace = nullptr;
    void* reserve = nullptr;
  };

  /// The fastest of cuDNN's modes, both ways together, that it supports here.
  void choose_batch_norm() {
    std::vector<BatchNormMode> modes = {{CUDNN_BATCHNORM_SPATIAL, false},
                                        {CUDNN_BATCHNORM_SPATIAL_PERSISTENT, false}};
    if (form_.activation == Activation::kRelu) {
      modes.push_back({CUDNN_BATCHNORM_SPATIAL_PERSISTENT, true});
    }
    double fastest = 0;
    Norm best;
    for (const BatchNormMode& mode : modes) {
      use({.fused = mode.relu, .calls = std::make_unique<CudnnBatchNorm>(map_, mode)});
      if (!norm_.calls->ask_sizes(library_.cudnn())) continue;
      norm_.workspace = arrays_.take(norm_.calls->workspace_bytes());
      norm_.reserve = arrays_.take(norm_.calls->reserve_bytes());
      if (norm_forward() != CUDNN_STATUS_SUCCESS || norm_backward() != CUDNN_STATUS_SUCCESS) {
        continue;
      }
      const double seconds = library_.device().seconds_of([&] {
        for (int i = 0; i < kTrials; ++i) {
          check(norm_forward(), "cudnnBatchNormalizationForwardTrainingEx");
          check(norm_backward(), "cudnnBatchNormalizationBackwardEx");
        }
      });
      if (best.calls == nullptr || seconds < fastest) {
        fastest = seconds;
        best = std::move(norm_);
      }
    }
    if (best.calls == nullptr) throw LaunchError("cuDNN has no batch norm for this layer");
    use(std::move(best));
  }

  void use(Norm norm) {
    norm_ = std::move(norm);
    norm_arrays_.result = array_of(norm_.fused ? result_ : normalized_);
    norm_arrays_.result_gradient = array_of(norm_.fused ? result_gradient_ : normalized_gradient_);
  }

  cudnnStatus_t norm_forward() {
    const cudnnStatus_t status =
        norm_.calls->forward(library_.cudnn(), norm_arrays_, norm_.workspace, norm_.reserve);
    if (norm_.fused || status != CUDNN_STATUS_SUCCESS) return status;
    PendingMap map;
    map.data = normalized_;
    map.activation = form_.activation;
    map.slope = form_.slope;
    materialize(library_.launching(), map, size_ / std::size_t(channels_), channels_, result_);
    return status;
  }

  cudnnStatus_t norm_backward() {
    if (!norm_.fused) {
      with_array(normalized_gradient_, [&](auto* out) {
        using T = std::remove_pointer_t<decltype(out)>;
        Context& context = library_.launching();
        launch(context.stream, "activation gradient", grid_of_runs(context, size_, kMapRun),
               activation_gradient_kernel<T>, static_cast<const T*>(array_of(normalized_)),
               form_.activation, form_.slope, size_,
               static_cast<const T*>(array_of(result_gradient_)), out);
      });
    }
    return norm_.calls->backward(library_.cudnn(), norm_arrays_, norm_.workspace, norm_.reserve);
  }

  static constexpr int kTrials = 10;

  LibraryBackend& library_;
  LibraryLayerForm form_;
  Arrays arrays_;
  bool bf16_;
  std::size_t size_;  // of the layer's result
  int channels_;
  Elements big_, small_, weight_, weight_gradient_, input_gradient_;
  Elements result_, normalized_, result_gradient_, normalized_gradient_, y_gradient_;
  BatchNormArrays norm_arrays_;
  TensorDescriptor map_;
  Norm norm_;
};

}  // namespace
}  // namespace sleeve::kernels::library

namespace sleeve::kernels {

std::unique_ptr<LibraryLayer> make_library_layer(Backend& library, const LibraryLayerForm& form) {
  auto* const backend = dynamic_cast<library::LibraryBackend*>(&library);
  if (backend == nullptr) throw std::invalid_argument("only the library backend has such layers");
  return std::make_unique<library::CudnnLayer>(*backend, form);
}

}  // namespace sleeve::kernels
