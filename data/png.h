// Pictures as PNG.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "data/image.h"

namespace sleeve::data {

/// The bytes of a PNG file.
std::vector<std::byte> encode_png(const Image& image);

/// Replaces the file in one instant. Throws engine::WriteError.
void write_png(const std::filesystem::path& path, const Image& image);

/// Pictures of one size, row by row, `gap` pixels of white between them; the last row may be short.
Image grid(std::span<const Image> images, int columns, int gap);

}  // namespace sleeve::data
