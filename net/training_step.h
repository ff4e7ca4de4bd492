// The launches of one training step: a fixed sequence, the same for every step, so that it can be
// recorded. Whatever changes from step to step is in device memory (kernels/step_state.h).
#pragma once

#include "engine/batch_source.h"
#include "net/config.h"
#include "net/training_arrays.h"

namespace sleeve::net {

class TrainingStep {
 public:
  /// All arguments are kept and must stay.
  TrainingStep(const Config& config, kernels::Backend& backend, engine::BatchSource& source,
               TrainingArrays& arrays)
      : config_(config), backend_(backend), source_(source), arrays_(arrays) {}

  /// Gathers the covers and draws everything random.
  void launch_inputs();
  /// The step itself, from whatever arrays.inputs holds (see Training).
  void launch_step();

 private:
  kernels::AcganLoss loss_of(Pass pass) const;
  void discriminate(Pass pass, const float* images, const NetworkWeights& weights,
                    const FeatureMap* image_map);
  void adam(kernels::Network network, const NetworkState& of);

  const Config& config_;
  kernels::Backend& backend_;
  engine::BatchSource& source_;
  TrainingArrays& arrays_;
};

}  // namespace sleeve::net
