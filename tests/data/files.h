// Files that tests make and read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/image.h"

namespace sleeve::tests {

using Bytes = std::vector<std::uint8_t>;

/// Of the folder fixtures.
std::filesystem::path fixture_path(const std::string& name);

/// Throws std::runtime_error, as does write_file.
Bytes read_file(const std::filesystem::path& path);
/// Makes the folders on the way.
void write_file(const std::filesystem::path& path, const Bytes& bytes);
void write_file(const std::filesystem::path& path, std::string_view text);

/// Written by stb_image_write and libwebp (lossless).
Bytes encode_jpeg(const data::Image& image, int quality = 95);
Bytes encode_png(const data::Image& image);
Bytes encode_webp(const data::Image& image);

/// Smooth waves of random length, direction and colour: pictures of different numbers look nothing
/// alike, not even to a perceptual hash.
data::Image waves(int width, int height, std::uint64_t number);

}  // namespace sleeve::tests
