// From the bytes of an image file to a picture: the only way in for foreign data. Nothing behind
// these functions keeps state, so they can move to a process of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "data/decoding/image_header.h"
#include "data/image.h"

namespace sleeve::data {

/// Checked against what the file says of itself before anything is allocated.
struct ImageLimits {
  static constexpr int kMaxSide = 16384;
  static constexpr std::int64_t kMaxPixels = 100'000'000;
  static constexpr std::size_t kMaxFileBytes = std::size_t{64} << 20;
  int min_side = 1;
};

/// The bytes of a regular file. Throws ImageError.
std::vector<std::uint8_t> read_image_file(const std::filesystem::path& path);

/// Throws ImageError: too large, too small, or not even one pixel.
void check_dimensions(const ImageHeader& header, const ImageLimits& limits);

/// Decodes JPEG (baseline, progressive; gray, YCbCr, RGB, CMYK, YCCK), PNG (all kinds) and WebP
/// (lossy, lossless), told apart by content. EXIF orientation is applied, alpha put on white, 16
/// bits cut to 8; colour profiles are not applied. Throws ImageError.
Image decode_image(std::span<const std::uint8_t> file, const ImageLimits& limits = {});

}  // namespace sleeve::data
