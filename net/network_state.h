// What training changes of a network: parameters, their gradients and moments, running statistics.
#pragma once

#include "engine/arena.h"
#include "engine/parameter_layout.h"
#include "kernels/backend.h"
#include "net/feature_map.h"

namespace sleeve::net {

/// A network's arrays, all flat, in device memory.
struct NetworkState {
  engine::ParameterLayout parameters;  // trained
  engine::ParameterLayout statistics;  // running mean and variance
  float* values = nullptr;
  kernels::Bfloat16* rounded = nullptr;  // values in bf16, if the precision multiplies in bf16
  float* gradients = nullptr;
  float* exp_avg = nullptr;
  float* exp_avg_sq = nullptr;
  float* running = nullptr;

  /// What a pass that takes gradients computes with.
  NetworkWeights weights(bool accumulate = false) const {
    return {values, rounded, running, gradients, accumulate};
  }
  /// What one computes with that takes none.
  NetworkWeights fixed_weights() const { return {values, rounded, running}; }
};

/// Takes all arrays, filled with zeros, so that the paddings between tensors stay 0 through every
/// update. Throws kernels::OutOfMemory.
NetworkState take_network_state(const engine::ParameterLayout& parameters,
                                const engine::ParameterLayout& statistics,
                                kernels::Precision precision, engine::Arena& arena);

}  // namespace sleeve::net
