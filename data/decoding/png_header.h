// The chunks of a PNG file (ISO/IEC 15948).
#pragma once

#include "data/decoding/image_header.h"

namespace sleeve::data {

bool is_png(std::span<const std::uint8_t> file);
/// Follows the chunks up to IEND and checks the sums of those that matter: the decoder does not.
/// Throws ImageError.
ImageHeader read_png_header(std::span<const std::uint8_t> file);

}  // namespace sleeve::data
