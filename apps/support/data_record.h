// Which data set a run trains on, so that a resumed run sees the same covers.
#pragma once

#include <filesystem>
#include <string>

#include "engine/safetensors.h"

namespace sleeve::apps {

struct DataRecord {
  std::filesystem::path file;  // absolute
  std::string fingerprint;     // hash of all tensors and metadata
};

DataRecord record_of(const engine::SafetensorsReader& data_set);

/// As YAML (docs/formats.md). Throw engine::FileError, engine::WriteError.
DataRecord read_data_record(const std::filesystem::path& path);
void write_data_record(const std::filesystem::path& path, const DataRecord& record);

}  // namespace sleeve::apps
