// WebP, through libwebp.
#pragma once

#include "data/decoding/image_header.h"
#include "data/image.h"

namespace sleeve::data {

bool is_webp(std::span<const std::uint8_t> file);
/// Throws ImageError.
ImageHeader read_webp_header(std::span<const std::uint8_t> file);
/// Of a file whose header has been read; alpha is put on white. Throws ImageError.
Image decode_webp(std::span<const std::uint8_t> file, const ImageHeader& header);

}  // namespace sleeve::data
