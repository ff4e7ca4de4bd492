// Opening what train_gan saved.
#pragma once

#include <filesystem>

#include "net/checkpoint.h"

namespace sleeve::apps {

struct Checkpoint {
  std::filesystem::path path;  // of the file
  engine::SafetensorsReader file;
  net::CheckpointInfo info;
  net::Config config;
};

/// `named`: a checkpoint, or a run folder, whose latest is taken. Throws engine::FileError,
/// InputError.
Checkpoint open_checkpoint(const std::filesystem::path& named);

}  // namespace sleeve::apps
