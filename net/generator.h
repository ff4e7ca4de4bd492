// The generator: [latent | codes | genre embedding | decade embedding] -> covers (DCGAN, Radford,
// Metz, Chintala 2015, conditioned as in AC-GAN).
#pragma once

#include <cstdint>
#include <vector>

#include "net/config.h"
#include "net/feature_map.h"
#include "net/labels.h"

namespace sleeve::net {

/// What covers are wanted of, in device memory: weights over genres and decades; each row sums
/// to 1.
struct Conditions {
  const float* genres = nullptr;   // [batch, genres]
  const float* decades = nullptr;  // [batch, decades]
};

class Generator {
 public:
  /// Takes memory for maps of `batch` covers; weights are the caller's. Throws
  /// std::invalid_argument if the layers do not fit, kernels::OutOfMemory.
  Generator(const ModelConfig& model, const Labels& labels, int batch, Mode mode,
            kernels::Precision precision, engine::Arena& arena);

  const engine::ParameterLayout& parameters() const { return parameters_; }
  const engine::ParameterLayout& statistics() const { return statistics_; }
  /// The projection, then the layers up to the covers.
  const std::vector<Layer>& layers() const { return layers_; }

  /// [batch, input_columns()]: the caller writes latent and codes, forward() the embeddings.
  float* input() const { return input_; }
  int input_columns() const { return input_columns_; }
  /// [batch, size, size, 3] in [-1, 1], after forward().
  const float* images() const { return images_; }
  /// The raw map under images(); its gradient is where backward() starts.
  const FeatureMap& image_map() const { return layers_.back().output; }

  /// `keep` is empty in evaluation mode.
  void forward(kernels::Backend& backend, const NetworkWeights& weights,
               const Conditions& conditions, const KeepMasks& keep);
  /// From image_map().gradient() to weights.gradients.
  void backward(kernels::Backend& backend, const NetworkWeights& weights,
                const Conditions& conditions);

  /// Multiplications of a forward pass, and of a whole backward pass.
  double forward_multiplications() const;
  double backward_multiplications() const { return 2 * forward_multiplications(); }

 private:
  /// Columns of the input that are an embedding of one kind of label.
  struct Embedding {
    int classes = 0;
    int column = 0;         // of the input, its first
    std::size_t table = 0;  // offset into the parameters
  };
  Embedding add_embedding(const std::string& name, std::size_t classes);
  void add_layer(const std::string& name, const kernels::ConvShape& shape, const MapForm& form,
                 Mode mode, engine::Arena& arena);
  kernels::PendingMap input_of(std::size_t layer) const;

  engine::ParameterLayout parameters_, statistics_;
  int batch_;
  int embedding_columns_;
  int input_columns_ = 0;
  Embedding genre_, decade_;
  std::vector<Layer> layers_;
  float* input_ = nullptr;
  float* input_gradient_ = nullptr;
  float* images_ = nullptr;
};

}  // namespace sleeve::net
