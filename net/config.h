// A recipe: everything that decides a training run. Defaults are those of docs/recipes.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/backend.h"

namespace sleeve::net {

struct DataConfig {
  int batch = 64;
  bool flip = false;     // covers carry text: mirrored letters are learned
  bool balance = false;  // draw genres evenly instead of covers as they come
};

/// One convolution of a network that a recipe spells out. The padding is (kernel - 1) / 2.
struct LayerConfig {
  int channels = 0;
  int kernel = 4;
  int stride = 2;
  bool norm = true;
  float dropout = 0;
  friend bool operator==(const LayerConfig&, const LayerConfig&) = default;
};

/// The map that the generator's projection makes from its input vector.
struct FirstMapConfig {
  int size = 4;
  int channels = 0;
  bool norm = true;
  bool linear = false;  // no activation
  friend bool operator==(const FirstMapConfig&, const FirstMapConfig&) = default;
};

/// Layers after the first map, up to and including the one that makes 3 channels (which has no
/// norm and ends in tanh).
struct GeneratorConfig {
  FirstMapConfig first;
  std::vector<LayerConfig> up;
  friend bool operator==(const GeneratorConfig&, const GeneratorConfig&) = default;
};

/// Layers before the heads.
struct DiscriminatorConfig {
  std::vector<LayerConfig> down;
  friend bool operator==(const DiscriminatorConfig&, const DiscriminatorConfig&) = default;
};

struct ModelConfig {
  int image_size = 64;
  int latent = 100;
  kernels::Distribution latent_distribution = kernels::Distribution::kNormal;
  int codes = 0;  // inputs of G, uniform in (-1, 1), that D predicts under squared error
  int embedding = 10;
  int generator_width = 64;
  int discriminator_width = 64;
  int kernel = 4;
  float slope = 0.2F;  // of the discriminator's leaky ReLU
  bool decades = false;
  std::optional<GeneratorConfig> generator;  // null: the default of the width
  std::optional<DiscriminatorConfig> discriminator;
  friend bool operator==(const ModelConfig&, const ModelConfig&) = default;
};

struct TrainConfig {
  std::int64_t steps = 20000;
  std::uint64_t seed = 1;
  kernels::Precision precision = kernels::Precision::kF32;  // that the backend should have
  double generator_rate = 2e-4;
  double discriminator_rate = 2e-4;
  double beta1 = 0.5;
  double beta2 = 0.999;
  float real_target = 0.9F;
  float genre_weight = 1;
  float fake_genre_weight = 0;
  float decade_weight = 1;
  float code_weight = 1;
  float diversity_weight = 0;  // of the mean MS-SSIM of fakes of one label; 0: not computed
  kernels::SsimConvention diversity_convention = kernels::SsimConvention::kClamp;
  float dropout = 0;  // after every activation of a discriminator that is not spelled out
  double instance_noise =
      0;  // standard deviation of the noise on the discriminator's images, at first
  std::int64_t instance_noise_steps = 20000;  // by then the noise has fallen to 1 %
  double average_decay = 0.999;
};

struct ReportConfig {
  std::int64_t every = 50;
  std::int64_t samples_every = 500;
  std::int64_t diversity_every = 500;  // 0: never
  std::int64_t checkpoint_every = 1000;
  int keep = 3;
};

struct Config {
  DataConfig data;
  ModelConfig model;
  TrainConfig train;
  ReportConfig report;
};

int padding_of(int kernel);  // (kernel - 1) / 2

/// The layers of `model`, spelled out if it leaves them to the widths: maps halve from image_size
/// to 4, channels double. Throws std::invalid_argument if the layers do not fit the image size.
GeneratorConfig generator_layers(const ModelConfig& model);
DiscriminatorConfig discriminator_layers(const ModelConfig& model, float dropout);

}  // namespace sleeve::net
