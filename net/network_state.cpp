#include "net/network_state.h"

namespace sleeve::net {

NetworkState take_network_state(const engine::ParameterLayout& parameters,
                                const engine::ParameterLayout& statistics,
                                kernels::Precision precision, engine::Arena& arena) {
  const auto take = [&](std::size_t size) {
    float* const array = arena.take<float>(size);
    arena.device().zero(array, size * sizeof(float));
    return array;
  };
  NetworkState state{.parameters = parameters, .statistics = statistics};
  state.values = take(parameters.size());
  state.rounded = take_rounded(precision, parameters.size(), arena);
  state.gradients = take(parameters.size());
  state.exp_avg = take(parameters.size());
  state.exp_avg_sq = take(parameters.size());
  state.running = take(statistics.size());
  return state;
}

}  // namespace sleeve::net
