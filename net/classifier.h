// The independent classifier: genre (and decade) of a cover, learned from real covers alone. It
// has a discriminator's layers, trained by the same operations, but no source head.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/batch_source.h"
#include "net/discriminator.h"
#include "net/network_state.h"

namespace sleeve::net {

/// How a classifier is made. Real covers are few, so it is kept from learning them by heart: by
/// dropout and by noise on the images. Whoever trains it mirrors covers, and stops soon.
struct ClassifierConfig {
  int image_size = 64;
  int width = 32;  // channels of the first map; they double as maps halve, down to 4x4
  int batch = 64;
  std::uint64_t seed = 1;
  double rate = 1e-3;           // of Adam, at beta1 0.9, beta2 0.999
  float dropout = 0.3F;         // after every layer
  double noise = 0.1;           // standard deviation on images in [-1, 1]
  double average_decay = 0.99;  // of the weights' moving average, which is what classifies
};

/// 4x4 convolutions of stride 2 from the cover until the map is 4x4 or smaller, all but the first
/// with batch norm; heads for genres and, if there are any, decades. Throws std::invalid_argument
/// for covers of 4 pixels or fewer.
DiscriminatorForm classifier_form(int image_size, int width, float dropout, const Labels& labels);

/// The training of a classifier. One step: a batch of covers, with noise and dropout, forward;
///   L = CE(genre) + CE(decade);
/// backward, Adam, moving average. Covers without a genre or a decade add nothing to that head.
class ClassifierTraining {
 public:
  /// Takes memory and fresh weights, at step 0. Throws std::invalid_argument if labels and source
  /// do not fit together, kernels::OutOfMemory.
  ClassifierTraining(const ClassifierConfig& config, const Labels& labels,
                     kernels::Backend& backend, engine::BatchSource& source);
  ClassifierTraining(ClassifierTraining&&) noexcept;
  ~ClassifierTraining();

  void run_step();
  std::uint64_t step() const;
  /// Of the last step; waits for it.
  kernels::LossReport report() const;

  const ClassifierConfig& config() const;
  const Labels& labels() const;
  kernels::Backend& backend() const;
  const NetworkState& state() const;
  float* average_values() const;  // laid out as state().values

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sleeve::net
