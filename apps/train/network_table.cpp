#include "apps/train/network_table.h"

#include <cstdio>
#include <string_view>
#include <vector>

#include "net/discriminator.h"
#include "net/generator.h"

namespace sleeve::apps {
namespace {

/// "1,234,567"
std::string with_commas(std::size_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string row(const std::string& layer, const std::string& kernel, const std::string& output,
                const std::string& parameters) {
  char line[160];
  std::snprintf(line, sizeof(line), "  %-16s %-10s %-14s %14s\n", layer.c_str(), kernel.c_str(),
                output.c_str(), parameters.c_str());
  return line;
}

/// Parameters of the tensors whose names begin with `prefix`.
std::size_t parameters_under(const net::NetworkState& network, const std::string& prefix) {
  std::size_t count = 0;
  for (const engine::ParameterInfo& tensor : network.parameters.tensors()) {
    if (tensor.name.starts_with(prefix)) count += tensor.size;
  }
  return count;
}

std::string map_text(int size, int channels) {
  return std::to_string(size) + "x" + std::to_string(size) + "x" + std::to_string(channels);
}

std::string kernel_text(const kernels::ConvShape& shape) {
  return std::to_string(shape.kernel) + "x" + std::to_string(shape.kernel) + " s" +
         std::to_string(shape.stride);
}

std::string layer_row(const std::string& network, const net::NetworkState& state,
                      const net::Layer& layer, const std::string& output) {
  return row(layer.name.substr(network.size() + 1), kernel_text(layer.shape), output,
             with_commas(parameters_under(state, layer.name + ".")));
}

std::string total_row(const net::NetworkState& state) {
  return row("total", "", "", with_commas(state.parameters.parameter_count()));
}

std::string generator_rows(net::Training& training) {
  const net::NetworkState& state = training.generator_state();
  std::string text = row("generator", "kernel", "output", "parameters");
  for (const std::string kind : {"genre", "decade"}) {
    const std::size_t parameters = parameters_under(state, "generator.embed." + kind);
    if (parameters == 0) continue;
    text += row("embed." + kind, "", std::to_string(training.config().model.embedding),
                with_commas(parameters));
  }
  for (const net::Layer& layer : training.generator().layers()) {
    text += layer_row("generator", state, layer,
                      map_text(layer.shape.big_height, layer.shape.big_channels));
  }
  return text + total_row(state);
}

std::string discriminator_rows(net::Training& training) {
  const net::NetworkState& state = training.discriminator_state();
  std::string text = row("discriminator", "kernel", "output", "parameters");
  for (const net::Layer& layer : training.discriminator().layers()) {
    text += layer_row("discriminator", state, layer,
                      map_text(layer.shape.small_height, layer.shape.small_channels));
  }
  const kernels::Heads& heads = training.discriminator().heads();
  const std::vector<std::pair<std::string, int>> columns = {
      {"source", 1}, {"genre", heads.genres}, {"decade", heads.decades}, {"codes", heads.codes}};
  for (const auto& [name, count] : columns) {
    if (count == 0) continue;
    text += row("head." + name, kernel_text(training.discriminator().head_shape()),
                std::to_string(count),
                with_commas(parameters_under(state, "discriminator.head." + name + ".")));
  }
  return text + total_row(state);
}

}  // namespace

std::string network_table(net::Training& training, std::size_t data_bytes) {
  constexpr double kMiB = 1024.0 * 1024.0;
  const int batch = training.config().data.batch;
  char text[240];
  std::snprintf(text, sizeof(text),
                "memory: %.1f MiB for training at batch %d, %.1f MiB for the data set\n"
                "work: %.4g GFLOP per step, %.4g per cover\n",
                double(training.device_bytes()) / kMiB, batch, double(data_bytes) / kMiB,
                training.flops_per_step() / 1e9, training.flops_per_step() / 1e9 / batch);
  return generator_rows(training) + discriminator_rows(training) + text;
}

}  // namespace sleeve::apps
