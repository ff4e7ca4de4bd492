// Drawing covers with a trained generator.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/safetensors.h"
#include "net/config.h"
#include "net/labels.h"
#include "net/training.h"

namespace sleeve::net {

enum class Weights { kAverage, kRaw };

/// A generator in evaluation mode (running statistics).
class Drawing {
 public:
  /// From a checkpoint, of a model as its config says. Throws engine::FileError.
  Drawing(const ModelConfig& model, const Labels& labels, kernels::Backend& backend,
          const engine::SafetensorsReader& checkpoint, Weights weights, int batch);
  /// From a running training; reads its weights anew with every draw.
  Drawing(Training& training, Weights weights, int batch);
  ~Drawing();

  /// latents [n, latent + codes] (codes last), genre_weights [n, genres], decade_weights
  /// [n, decades], all in host memory. Returns [n, size, size, 3] in [-1, 1]. Draws in batches.
  std::vector<float> draw(int n, const std::vector<float>& latents,
                          const std::vector<float>& genre_weights,
                          const std::vector<float>& decade_weights);

  kernels::Backend& backend();

  /// n rows of [latent noise | codes] for draw(), from the model's distribution: a pure function of
  /// the seed and the row, so that the first rows of a larger draw are the same.
  std::vector<float> random_latents(int n, std::uint64_t seed) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sleeve::net
