// JPEG and PNG, through stb_image.
#pragma once

#include "data/decoding/image_header.h"
#include "data/image.h"

namespace sleeve::data {

/// Of a file whose header has been read and found within limits; alpha is put on white, 16 bits
/// become 8. No block of memory larger than the header's size calls for is ever asked for, whatever
/// the compressed data expand to. Throws ImageError.
Image decode_with_stb(std::span<const std::uint8_t> file, const ImageHeader& header);

}  // namespace sleeve::data
