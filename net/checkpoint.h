// Checkpoints: docs/formats.md lists the tensors. Any PyTorch module of the same layers loads them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/safetensors.h"
#include "net/training.h"

namespace sleeve::net {

/// What a checkpoint says of itself.
struct CheckpointInfo {
  std::uint64_t step = 0;
  std::uint64_t seed = 0;
  std::string config;  // YAML of the whole recipe
  Labels labels;
  std::string device;  // what computed it, "cpu (AMD EPYC 9B45)"; empty: not said
};

/// Names a backend and its device: "cuda (NVIDIA H200)".
std::string device_text(kernels::Backend& backend);

/// Reads the header only. Throws engine::FileError if the file is not a Sleeve checkpoint.
CheckpointInfo checkpoint_info(const engine::SafetensorsReader& file);

/// Throws engine::WriteError (a full disk): then `path` still holds what it held before.
void save_checkpoint(const std::filesystem::path& path, Training& training,
                     const std::string& config_yaml);

/// Weights, moments, averages and step, exactly. Throws engine::FileError, naming the first tensor
/// that is missing or of another shape than the training's networks want.
void resume_from_checkpoint(const engine::SafetensorsReader& file, Training& training);

/// Starts a fresh run from a checkpoint's weights (no moments, step 0): tensors of the same name
/// and shape are taken, rows of genre embeddings and heads go by the genre's name. Returns
/// a line for each tensor (or genre) that starts fresh instead.
std::vector<std::string> initialize_from_checkpoint(const engine::SafetensorsReader& file,
                                                    Training& training);

}  // namespace sleeve::net
