#include "net/flat_tensors.h"

#include <span>

namespace sleeve::net {

std::string FlatTensors::name_in_file(const engine::ParameterInfo& info) const {
  return prefix + info.name.substr(replaced.size());
}

std::vector<FlatTensors> trained_tensors(Training& training) {
  NetworkState& g = training.generator_state();
  NetworkState& d = training.discriminator_state();
  return {{&g.parameters, g.values, "", ""},
          {&g.statistics, g.running, "", ""},
          {&d.parameters, d.values, "", ""},
          {&d.statistics, d.running, "", ""}};
}

std::vector<FlatTensors> average_tensors(Training& training) {
  NetworkState& g = training.generator_state();
  return {{&g.parameters, training.average_values(), "generator_ema", "generator"},
          {&g.statistics, training.average_running(), "generator_ema", "generator"}};
}

std::vector<FlatTensors> moment_tensors(Training& training) {
  NetworkState& g = training.generator_state();
  NetworkState& d = training.discriminator_state();
  return {{&g.parameters, g.exp_avg, "optimizer.generator.exp_avg.", ""},
          {&g.parameters, g.exp_avg_sq, "optimizer.generator.exp_avg_sq.", ""},
          {&d.parameters, d.exp_avg, "optimizer.discriminator.exp_avg.", ""},
          {&d.parameters, d.exp_avg_sq, "optimizer.discriminator.exp_avg_sq.", ""}};
}

std::vector<FlatTensors> all_tensors(Training& training) {
  std::vector<FlatTensors> all = trained_tensors(training);
  for (auto* part : {average_tensors, moment_tensors}) {
    for (FlatTensors& tensors : part(training)) all.push_back(std::move(tensors));
  }
  return all;
}

void declare(const std::vector<FlatTensors>& flat, const std::string& prefix, TensorList& tensors) {
  for (const FlatTensors& part : flat) {
    for (const engine::ParameterInfo& info : part.layout->tensors()) {
      tensors.push_back({prefix + part.name_in_file(info), {engine::DType::kF32, info.shape}});
    }
  }
}

void write(const std::vector<FlatTensors>& flat, kernels::Device& device,
           engine::SafetensorsWriter& file) {
  for (const FlatTensors& part : flat) {
    std::vector<float> host(part.layout->size());
    device.download(host.data(), part.array, host.size() * sizeof(float));
    for (const engine::ParameterInfo& info : part.layout->tensors()) {
      std::vector<float> tensor(info.size);
      to_file_order(info, host.data(), tensor.data());
      file.write(std::as_bytes(std::span(tensor)));
    }
  }
}

void read(const engine::SafetensorsReader& file, const FlatTensors& flat, kernels::Device& device) {
  std::vector<float> host(flat.layout->size());
  for (const engine::ParameterInfo& info : flat.layout->tensors()) {
    const std::span<const float> tensor = file.tensor<float>(flat.name_in_file(info), info.shape);
    from_file_order(info, tensor.data(), host.data());
  }
  device.upload(flat.array, host.data(), host.size() * sizeof(float));
}

}  // namespace sleeve::net
