// What checkpoints and classifiers say of themselves in a safetensors header.
#pragma once

#include <cstdint>
#include <string>

#include "engine/safetensors.h"
#include "net/labels.h"

namespace sleeve::net {

/// Throws engine::FileError, "not WHAT of Sleeve", unless the file says that it has this format.
void expect_format(const engine::SafetensorsReader& file, const std::string& format,
                   const std::string& what);

/// Both throw engine::FileError, naming the key, if it is missing or not what it should be.
std::uint64_t metadata_number(const engine::SafetensorsReader& file, const std::string& key);
Labels metadata_labels(const engine::SafetensorsReader& file);

}  // namespace sleeve::net
