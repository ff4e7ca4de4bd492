// What an image file says of itself before anything is decoded, and whether it is all there.
#pragma once

#include <cstdint>
#include <span>

namespace sleeve::data {

enum class ImageFormat { kJpeg, kPng, kWebp };

struct ImageHeader {
  ImageFormat format = ImageFormat::kJpeg;
  std::int64_t width = 0, height = 0;
  bool alpha = false;
};

/// Tells the format by content, never by name, and walks the file's parts to its end.
/// Throws ImageError: not an image, of an unsupported kind, truncated, or damaged.
ImageHeader read_image_header(std::span<const std::uint8_t> file);

}  // namespace sleeve::data
