// Pictures on disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "data/image.h"

namespace sleeve::data {

/// Replaces the file in one instant. Throws engine::WriteError.
void write_png(const std::filesystem::path& path, const Image& image);

/// Pictures of one size, row by row, `gap` pixels of white between them; the last row may be short.
Image grid(std::span<const Image> images, int columns, int gap);

}  // namespace sleeve::data
