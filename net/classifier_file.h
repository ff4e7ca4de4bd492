// Classifiers in files: safetensors, `classifier.*` in PyTorch's layouts (docs/formats.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/safetensors.h"
#include "net/classifier.h"

namespace sleeve::net {

/// What a classifier's file says of itself.
struct ClassifierInfo {
  int image_size = 0;
  int width = 0;
  std::uint64_t step = 0, seed = 0;
  Labels labels;
  std::string data;  // fingerprint of the data set it was trained on
};

/// Reads the header only. Throws engine::FileError if the file is not a classifier of Sleeve.
ClassifierInfo classifier_info(const engine::SafetensorsReader& file);

/// The moving average. Throws engine::WriteError: then `path` still holds what it held before.
void save_classifier(const std::filesystem::path& path, const ClassifierTraining& training,
                     const std::string& data_fingerprint);

}  // namespace sleeve::net
