// How a camera was held: the orientation tag of EXIF.
#pragma once

#include <cstdint>
#include <span>

#include "data/image.h"

namespace sleeve::data {

/// 1 to 8 as in the EXIF standard; 1 (upright) if a JPEG file does not say or says nonsense.
int exif_orientation(std::span<const std::uint8_t> jpeg_file);

/// Turns and mirrors a picture as stored into the picture as meant.
Image upright(Image stored, int orientation);

}  // namespace sleeve::data
