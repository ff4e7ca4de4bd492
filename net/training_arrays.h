// Everything a training keeps in device memory.
#pragma once

#include <cstddef>
#include <optional>

#include "engine/arena.h"
#include "net/config.h"
#include "net/discriminator.h"
#include "net/diversity_term.h"
#include "net/generator.h"
#include "net/labels.h"
#include "net/network_state.h"
#include "net/step_inputs.h"

namespace sleeve::net {

struct TrainingArrays {
  /// Builds the networks and takes the memory; `source_decades` is how many decades the covers
  /// come with, whether the networks use them or not. Throws std::invalid_argument if the layers
  /// do not fit, or the diversity term's convention, kernels::OutOfMemory.
  TrainingArrays(const Config& config, const Labels& labels, int source_decades,
                 kernels::Precision precision, engine::Arena& arena);

  Generator generator;
  Discriminator discriminator;
  StepInputs inputs;
  NetworkState generator_state, discriminator_state;
  float* average_values;         // moving average of the generator, as generator_state.values
  float* average_running;        // and of its running statistics
  kernels::StepState* state;     // of the coming step
  kernels::LossReport* reports;  // of the last step, by pass
  std::optional<DiversityTerm> diversity;  // if the recipe gives it a weight
  float* noisy_images = nullptr;  // what the discriminator sees of covers with instance noise
};

/// Bytes that TrainingArrays take, found without taking any. Throws std::invalid_argument.
std::size_t training_bytes(const Config& config, const Labels& labels,
                           kernels::Precision precision);

/// The largest batch, up to that of `config`, with which they take at most `bytes`; 0 if even one
/// cover a batch is too much.
int largest_batch(const Config& config, const Labels& labels, kernels::Precision precision,
                  std::size_t bytes);

}  // namespace sleeve::net
