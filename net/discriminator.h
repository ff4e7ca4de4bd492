// The discriminator: covers -> logits of its heads (AC-GAN; Odena, Olah, Shlens 2016).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/config.h"
#include "net/feature_map.h"
#include "net/labels.h"

namespace sleeve::net {

/// Strided convolutions over a cover, then heads over the whole last map.
struct DiscriminatorForm {
  std::string name = {};  // its tensors are NAME.down.N.weight, NAME.head.genre.bias, ...
  int image_size = 0;
  DiscriminatorConfig layers = {};
  float slope = 0;  // of the leaky ReLU
  kernels::Heads heads = {};
};

/// That of AC-GAN: a source head, and one for each kind of label, and the codes, of the model.
/// Throws std::invalid_argument if the layers do not fit the image size.
DiscriminatorForm discriminator_form(const ModelConfig& model, float dropout, const Labels& labels);

/// The maps and gradients are those of the last pass: every pass uses the same memory.
class Discriminator {
 public:
  /// Takes memory for `batch` covers; weights are the caller's. Throws std::invalid_argument if
  /// the layers do not fit, kernels::OutOfMemory.
  Discriminator(const DiscriminatorForm& form, int batch, Mode mode, kernels::Precision precision,
                engine::Arena& arena);

  const engine::ParameterLayout& parameters() const { return parameters_; }
  const engine::ParameterLayout& statistics() const { return statistics_; }
  /// Down to the last map.
  const std::vector<Layer>& layers() const { return layers_; }
  const kernels::Heads& heads() const { return heads_; }
  /// All heads as one convolution over the whole last map.
  const kernels::ConvShape& head_shape() const { return head_shape_; }

  const float* logits() const { return logits_; }            // [batch, heads().columns()]
  float* logit_gradient() const { return logit_gradient_; }  // where backward() starts

  /// images [batch, size, size, 3] must stay until the backward pass has run.
  void forward(kernels::Backend& backend, const NetworkWeights& weights, const float* images,
               const KeepMasks& keep);
  /// Gradients of the parameters, if weights.gradients, and of the raw map under the images, if
  /// `image_map` is not null.
  void backward(kernels::Backend& backend, const NetworkWeights& weights,
                const FeatureMap* image_map);

  /// Multiplications of a forward pass, of weight gradients, and of data gradients down to the
  /// covers or only to the first map.
  double forward_multiplications() const;
  double weight_multiplications() const { return forward_multiplications(); }
  double data_multiplications(bool to_images) const;

 private:
  kernels::PendingMap input_of(std::size_t layer) const;

  engine::ParameterLayout parameters_, statistics_;
  kernels::Heads heads_;
  int batch_;
  std::vector<Layer> layers_;
  kernels::ConvShape head_shape_;
  std::size_t head_weight_ = 0, head_bias_ = 0;
  const float* images_ = nullptr;
  float* logits_ = nullptr;
  float* logit_gradient_ = nullptr;
};

}  // namespace sleeve::net
