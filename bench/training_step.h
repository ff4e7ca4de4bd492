// A whole training step as something to measure.
#pragma once

#include <memory>

#include "bench/stopwatch.h"
#include "data/cover_batches.h"
#include "net/training.h"

namespace sleeve::bench {

inline constexpr const char* kTrainingStep = "training_step";

/// A training from its first step on, over covers drawn by code: the data path and the launches are
/// those of train_gan.
class TrainingStep {
 public:
  /// Throws as net::Training does; engine::WriteError if there is no room for the covers in the
  /// folder for temporary files.
  TrainingStep(const net::Config& config, kernels::Backend& backend);

  Subject subject();
  double flops() const { return training_.flops_per_step(); }
  int images() const { return training_.config().data.batch; }

 private:
  std::shared_ptr<const data::DataSet> covers_;
  data::CoverBatches batches_;
  net::Training training_;
};

}  // namespace sleeve::bench
