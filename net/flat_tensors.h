// Flat device arrays as tensors of a file, in PyTorch's layouts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/parameter_layout.h"
#include "engine/safetensors.h"
#include "net/training.h"

namespace sleeve::net {

/// One flat array of a network. In files, tensor T is called `prefix` + T; if `replaced` is not
/// empty, it is the beginning of T that `prefix` stands for instead.
struct FlatTensors {
  const engine::ParameterLayout* layout = nullptr;
  float* array = nullptr;  // device memory
  std::string prefix;
  std::string replaced;
  std::string name_in_file(const engine::ParameterInfo& info) const;
};

using TensorList = std::vector<std::pair<std::string, engine::TensorInfo>>;

/// generator.* and discriminator.*: parameters and running statistics.
std::vector<FlatTensors> trained_tensors(Training& training);
/// generator_ema.*
std::vector<FlatTensors> average_tensors(Training& training);
/// optimizer.{generator,discriminator}.{exp_avg,exp_avg_sq}.*
std::vector<FlatTensors> moment_tensors(Training& training);

/// All of the above: everything that training goes on from.
std::vector<FlatTensors> all_tensors(Training& training);

/// Appends the tensors of `flat` to what a file declares, each name behind `prefix`.
void declare(const std::vector<FlatTensors>& flat, const std::string& prefix, TensorList& tensors);
/// Writes them, in the order of declare().
void write(const std::vector<FlatTensors>& flat, kernels::Device& device,
           engine::SafetensorsWriter& file);
/// Throws engine::FileError, naming the first tensor that is missing or of another shape.
void read(const engine::SafetensorsReader& file, const FlatTensors& flat, kernels::Device& device);

}  // namespace sleeve::net
