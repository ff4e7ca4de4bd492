#include <optional>
#include <stdexcept>

#include "bench/network_operations.h"
#include "tests/kernels/cases/convolution_case.h"
#include "tests/kernels/cases/layer_case.h"
#include "tests/kernels/cases/normalization_case.h"

namespace sleeve::bench {
namespace {

using kernels::ConvShape;
using kernels::cases::BatchNormBackwardCase;
using kernels::cases::BatchNormTrainingCase;
using kernels::cases::ConvCase;
using kernels::cases::Convolution;
using kernels::cases::PendingOptions;

/// A map as its reader sees it.
struct MapForm {
  PendingOptions pending;
  bool norm = false;
};

MapForm form_of(const net::FeatureMap& map) {
  const kernels::PendingMap pending = map.pending();
  return {.pending = {.scale = pending.scale != nullptr,
                      .shift = pending.shift != nullptr,
                      .activation = pending.activation,
                      .dropout = map.dropout() > 0},
          .norm = map.forward_epilogue().statistics.mean != nullptr};
}

/// One convolution of a network in its three roles, and the batch norm behind it.
struct LayerRoles {
  std::string name;
  ConvShape shape;
  bool up;  // the way forward
  MapForm input, output;
  std::optional<MapForm> behind;  // that the data gradient goes back through
  bool biased;                    // adds a bias on the way forward
  bool second_pass;               // the weight gradient is added to another

  ConvCase forward() const {
    return {.operation = up ? Convolution::kUp : Convolution::kDown,
            .shape = shape,
            .read = input.pending,
            .bias = biased,
            .statistics = output.norm};
  }
  ConvCase weight_gradient() const {
    return {.operation = Convolution::kWeights,
            .shape = shape,
            .read = up ? PendingOptions{} : input.pending,
            .read_small = up ? input.pending : PendingOptions{},
            .accumulate = second_pass};
  }
  ConvCase data_gradient() const {
    const MapForm form = behind.value_or(MapForm{});
    return {.operation = up ? Convolution::kDown : Convolution::kUp,
            .shape = shape,
            .gradient = behind.has_value(),
            .gradient_of = form.pending,
            .sums = form.norm};
  }
  std::size_t pixels() const { return up ? shape.big_pixels() : shape.small_pixels(); }
  int channels() const { return up ? shape.big_channels : shape.small_channels; }
  BatchNormTrainingCase norm_forward() const { return {pixels(), channels()}; }
  BatchNormBackwardCase norm_backward() const { return {pixels(), channels(), second_pass, true}; }
};

/// Those of one network, from the form in which its first layer reads its input, and the form that
/// lies behind that.
std::vector<LayerRoles> roles_of(const std::vector<net::Layer>& layers, bool up,
                                 std::optional<MapForm> behind_input) {
  std::vector<LayerRoles> roles;
  MapForm input;
  std::optional<MapForm> behind = behind_input;
  for (const net::Layer& layer : layers) {
    const MapForm output = form_of(layer.output);
    roles.push_back({.name = layer.name,
                     .shape = layer.shape,
                     .up = up,
                     .input = input,
                     .output = output,
                     .behind = behind,
                     .biased = false,
                     .second_pass = !up});
    input = output;
    behind = output;
  }
  return roles;
}

std::vector<LayerRoles> roles_of(const Networks& networks) {
  std::vector<LayerRoles> roles = roles_of(networks.generator.layers(), true, std::nullopt);
  // The discriminator reads images as they are stored; their gradient goes back through the tanh.
  const MapForm image{.pending = {.activation = kernels::Activation::kTanh}};
  const std::vector<LayerRoles> down = roles_of(networks.discriminator.layers(), false, image);
  roles.insert(roles.end(), down.begin(), down.end());
  const MapForm last = down.back().output;
  roles.push_back({.name = "discriminator.heads",
                   .shape = networks.discriminator.head_shape(),
                   .up = false,
                   .input = last,
                   .output = {},
                   .behind = last,
                   .biased = true,
                   .second_pass = true});
  return roles;
}

void add_convolution(const std::string& name, const ConvCase& one, kernels::Precision precision,
                     std::vector<Operation>& operations) {
  add_operation(name, one, 2 * one.shape.multiplications(), one.bytes(precision), operations);
}

double element_bytes(kernels::Precision precision) {
  return precision == kernels::Precision::kBf16 ? 2 : 4;
}

/// Both ways through a whole layer, made of the operations that stand alone too.
void add_whole_layer(const LayerRoles& layer, float slope, std::vector<Operation>& operations) {
  const auto find = [&](const std::string& name) -> const Operation& {
    for (const Operation& one : operations) {
      if (one.name == name) return one;
    }
    throw std::out_of_range(name);
  };
  const auto add = [&](bool backward, const std::vector<std::string>& names) {
    Operation whole{.name = "layer/" + layer.name + (backward ? "/backward" : "/forward")};
    for (const std::string& name : names) {
      const Operation& part = find(name);
      whole.parts.insert(whole.parts.end(), part.parts.begin(), part.parts.end());
      whole.flops += part.flops;
      whole.bytes += part.bytes;
    }
    whole.layer = {.shape = layer.shape,
                   .up = layer.up,
                   .activation = layer.output.pending.activation,
                   .slope = slope,
                   .backward = backward};
    operations.push_back(whole);
  };
  const std::string forward = layer.up ? "conv_up/" : "conv_down/";
  const std::string gradient = layer.up ? "conv_down/" : "conv_up/";
  add(false, {forward + layer.name + "/forward", "batch_norm_training/" + layer.name});
  add(true, {"batch_norm_backward/" + layer.name, "conv_weights/" + layer.name,
             gradient + layer.name + "/data_gradient"});
}

}  // namespace

void add_layer_operations(const Networks& networks, std::vector<Operation>& operations) {
  const std::vector<LayerRoles> roles = roles_of(networks);
  const kernels::Precision precision = networks.precision;
  const std::string way[] = {"conv_down/", "conv_up/"};
  for (const LayerRoles& layer : roles) {
    add_convolution(way[layer.up] + layer.name + "/forward", layer.forward(), precision,
                    operations);
  }
  for (const LayerRoles& layer : roles) {
    add_convolution(way[!layer.up] + layer.name + "/data_gradient", layer.data_gradient(),
                    precision, operations);
  }
  for (const LayerRoles& layer : roles) {
    add_convolution("conv_weights/" + layer.name, layer.weight_gradient(), precision, operations);
  }
  for (const LayerRoles& layer : roles) {
    if (!layer.output.norm) continue;
    const double map = double(layer.pixels()) * layer.channels() * element_bytes(precision);
    constexpr double kArrays = 10;  // of one float a channel
    add_operation("batch_norm_training/" + layer.name, layer.norm_forward(), 0,
                  kArrays * layer.channels() * sizeof(float), operations);
    add_operation("batch_norm_backward/" + layer.name, layer.norm_backward(), 0, 3 * map,
                  operations);
  }
  for (const LayerRoles& layer : roles) {
    if (layer.output.norm) add_whole_layer(layer, networks.config.model.slope, operations);
  }
}

}  // namespace sleeve::bench
