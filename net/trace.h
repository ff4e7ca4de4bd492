// A trace: what entered and what came out of the first steps of a run, so that anybody can replay
// them elsewhere; scripts/replay_in_pytorch.py does. docs/formats.md lists the tensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/safetensors.h"
#include "net/flat_tensors.h"
#include "net/training.h"

namespace sleeve::net {

/// Layers, labels and constants of a training as JSON: all that a replay must know. The keys are
/// those of a recipe, with every layer spelled out.
std::string training_json(const Config& config, const Labels& labels);

/// Holds the tensors of a checkpoint before the first step; and, for each step T (steps finished,
/// so the first of a fresh run is 1), step.T.NAME for the inputs of StepInputs::arrays(), for
/// loss_discriminator, loss_generator, losses.PASS (as kernels::LossReport), and all weights after
/// it: a step of a large model takes as much room as its weights and their average.
class TraceWriter {
 public:
  /// Starts before the next step of `training`, which must outlive it. Throws engine::FileError.
  TraceWriter(const std::filesystem::path& path, Training& training, int steps,
              const std::string& config_yaml);

  /// Called after each step; does nothing once all steps are traced. Throws engine::FileError.
  void after_step();
  bool complete() const { return steps_left_ == 0; }
  /// Makes the file appear. Throws std::logic_error unless complete().
  void finish();

 private:
  Training& training_;
  int steps_left_;
  engine::SafetensorsWriter file_;
};

}  // namespace sleeve::net
