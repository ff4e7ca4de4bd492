// The backend made of NVIDIA's libraries: the peer of Sleeve's own kernels, and a choice.
#pragma once

#include <memory>

#include "kernels/backend.h"

namespace sleeve::kernels {

/// Convolutions by cuDNN at the fastest of its algorithms, matrix products by cuBLAS; whatever else
/// a step needs by the kernels of kernels/cuda. What a pending form leaves to the reader is written
/// out first, and the epilogue is a pass of its own. Weight gradients in bf16 come out of cuDNN
/// rounded to bf16. Algorithms are chosen by the clock when a shape is first met, so two runs need
/// not have the same bits. Throws DeviceUnavailable, OutOfMemory, LaunchError.
std::unique_ptr<Backend> make_library_backend(Precision precision);

/// A layer of a network as cuDNN computes it: every map is stored.
struct LibraryLayerForm {
  ConvShape shape;
  bool up = false;  // the convolution writes the big map
  Activation activation = Activation::kRelu;
  float slope = 0;
};

/// Convolution, batch norm and activation, on arrays of the layer's own with random values. Maps
/// are of the backend's precision, and so are weight gradients in bf16.
class LibraryLayer {
 public:
  virtual ~LibraryLayer() = default;
  /// Launches: x -> convolution -> batch norm with the statistics of the batch -> activation.
  virtual void forward() = 0;
  /// Launches: the gradient of the activation's result -> those of norm, weights and x.
  virtual void backward() = 0;
};

/// Batch norm and activation are one call where cuDNN has that, by whichever of its modes is
/// fastest. `library` must be a backend of make_library_backend and stay as long as the layer.
/// Throws OutOfMemory, LaunchError.
std::unique_ptr<LibraryLayer> make_library_layer(Backend& library, const LibraryLayerForm& form);

}  // namespace sleeve::kernels
