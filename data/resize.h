// How a cover becomes small.
#pragma once

#include <cstdint>
#include <vector>

#include "data/image.h"

namespace sleeve::data {

/// The largest square in the middle, reduced to size x size by area averaging in linear light:
/// every pixel of the square counts by the area it covers of a result's pixel. Why this filter:
/// docs/data.md. Throws std::invalid_argument if the square is smaller than size.
Image centre_square(const Image& image, int size);

}  // namespace sleeve::data
