// The header of a safetensors file: from JSON with every check, and to JSON.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/safetensors.h"

namespace sleeve::engine {

/// As in the format's reference implementation.
inline constexpr std::size_t kMaxHeaderBytes = 100'000'000;

struct SafetensorsHeader {
  std::map<std::string, std::string> metadata;
  std::map<std::string, TensorInfo> tensors;
  std::map<std::string, std::size_t> offsets;  // of each tensor's first byte in the data section
};

/// A name from a file, quoted and escaped for a message, shortened if long.
std::string quoted(const std::string& name);

/// Throws FileError, naming `path`, unless `json` describes a data section of `data_bytes` exactly:
/// every tensor's bytes follow from dtype and shape, and together they leave no gap and no overlap.
SafetensorsHeader parse_header(const std::filesystem::path& path, std::string_view json,
                               std::size_t data_bytes);

/// The file up to its data section: length and JSON, padded with spaces to a multiple of 64 bytes.
/// Tensors lie in the order given. Throws as SafetensorsWriter does.
std::string format_header(const std::filesystem::path& path,
                          const std::vector<std::pair<std::string, TensorInfo>>& tensors,
                          const std::map<std::string, std::string>& metadata);

}  // namespace sleeve::engine
