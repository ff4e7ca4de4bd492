#include "net/initialization.h"

#include <algorithm>

#include "kernels/philox.h"
#include "kernels/streams.h"

namespace sleeve::net {
namespace {

struct Normal {
  float mean, deviation;
};

Normal distribution_of(const engine::ParameterInfo& info) {
  if (info.convolution) return {0, 0.02F};
  if (info.name.ends_with(".norm.weight")) return {1, 0.02F};
  if (info.name.ends_with(".bias")) return {0, 0};
  return {0, 1};  // embeddings
}

}  // namespace

std::vector<float> initial_values(const engine::ParameterLayout& parameters, std::uint64_t seed,
                                  std::uint32_t first_stream) {
  std::vector<float> flat(parameters.size());
  std::uint32_t tensor = first_stream;
  for (const engine::ParameterInfo& info : parameters.tensors()) {
    const kernels::Philox random(seed, kernels::initialization_stream(tensor++), 0);
    const Normal normal = distribution_of(info);
    if (normal.deviation == 0) continue;
    std::vector<float> values(info.size);
    for (std::size_t i = 0; i < info.size; ++i) {
      values[i] = normal.mean + normal.deviation * random.normal(i);
    }
    from_file_order(info, values.data(), flat.data());
  }
  return flat;
}

std::vector<float> initial_running(const engine::ParameterLayout& statistics) {
  std::vector<float> flat(statistics.size());
  for (const engine::ParameterInfo& info : statistics.tensors()) {
    const float value = info.name.ends_with(".running_var") ? 1.0F : 0.0F;
    std::fill_n(flat.begin() + static_cast<std::ptrdiff_t>(info.offset), info.size, value);
  }
  return flat;
}

}  // namespace sleeve::net
