#include "net/first_not_finite.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sleeve::net {
namespace {

struct NamedArray {
  std::string name;
  kernels::ConstElements data;
  std::size_t size;
};

template <typename T>
std::vector<T> downloaded(const T* array, std::size_t size, kernels::Device& device) {
  std::vector<T> values(size);
  device.download(values.data(), array, size * sizeof(T));
  return values;
}

bool all_finite(const NamedArray& array, kernels::Device& device) {
  if (array.data.is_rounded()) {
    return std::ranges::all_of(downloaded(array.data.rounded(), array.size, device),
                               [](kernels::Bfloat16 x) { return std::isfinite(to_float(x)); });
  }
  return std::ranges::all_of(downloaded(array.data.full(), array.size, device),
                             [](float x) { return std::isfinite(x); });
}

/// Maps of the discriminator are overwritten by every pass, so its first two are judged by their
/// losses.
std::vector<NamedArray> arrays_in_order(const TrainingArrays& training) {
  std::vector<NamedArray> arrays;
  const auto add_maps = [&](const std::vector<Layer>& layers) {
    for (const Layer& layer : layers) {
      arrays.push_back({"the output of " + layer.name, layer.output.data(), layer.output.size()});
    }
  };
  const auto add_losses = [&](const std::string& name, Pass pass) {
    arrays.push_back({"the losses of the " + name,
                      &training.reports[static_cast<std::size_t>(pass)].total,
                      sizeof(kernels::LossReport) / sizeof(float)});
  };
  const auto add_parameters = [&](const std::string& what, const NetworkState& network,
                                  const float* flat) {
    for (const engine::ParameterInfo& info : network.parameters.tensors()) {
      arrays.push_back({what + info.name, flat + info.offset, info.size});
    }
  };
  const NetworkState& g = training.generator_state;
  const NetworkState& d = training.discriminator_state;
  arrays.push_back(
      {"the covers", training.inputs.real.images, training.generator.image_map().size()});
  add_maps(training.generator.layers());
  add_losses("discriminator on covers", Pass::kReal);
  add_losses("discriminator on fakes", Pass::kFake);
  add_parameters("the gradient of ", d, d.gradients);
  add_parameters("", d, d.values);
  add_maps(training.discriminator.layers());
  add_losses("generator", Pass::kGenerator);
  add_parameters("the gradient of ", g, g.gradients);
  add_parameters("", g, g.values);
  return arrays;
}

}  // namespace

std::string first_not_finite(const TrainingArrays& arrays, kernels::Device& device) {
  device.synchronize();
  for (const NamedArray& array : arrays_in_order(arrays)) {
    if (!all_finite(array, device)) return array.name;
  }
  return {};
}

}  // namespace sleeve::net
