// The markers of a JPEG file (ITU-T T.81, annex B).
#pragma once

#include "data/decoding/image_header.h"

namespace sleeve::data {

bool is_jpeg(std::span<const std::uint8_t> file);
/// Follows the markers up to the end-of-image marker. Throws ImageError.
ImageHeader read_jpeg_header(std::span<const std::uint8_t> file);

}  // namespace sleeve::data
