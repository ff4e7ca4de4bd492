// Fresh weights (Radford, Metz, Chintala 2015): a pure function of the seed, the same on every
// backend.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/parameter_layout.h"

namespace sleeve::net {

/// Flat host array of a network's parameters: convolutions N(0, 0.02), batch norm's scale
/// N(1, 0.02), embeddings N(0, 1), biases 0. Tensor i draws from initialization stream
/// first_stream + i.
std::vector<float> initial_values(const engine::ParameterLayout& parameters, std::uint64_t seed,
                                  std::uint32_t first_stream);

/// Running means 0 and variances 1.
std::vector<float> initial_running(const engine::ParameterLayout& statistics);

}  // namespace sleeve::net
