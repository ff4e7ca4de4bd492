#include "data/resize.h"

#include <algorithm>
#include <new>
#include <stdexcept>

#define STB_IMAGE_RESIZE_STATIC
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#include <stb_image_resize.h>

namespace sleeve::data {

Image centre_square(const Image& image, int size) {
  const int side = std::min(image.width, image.height);
  if (size < 1 || side < size) throw std::invalid_argument("a picture is reduced, never enlarged");
  const std::uint8_t* corner = image.at((image.width - side) / 2, (image.height - side) / 2);
  Image reduced(size, size);
  // stb's box filter is the exact area average for fractional ratios too.
  if (stbir_resize_uint8_generic(corner, side, side, image.width * 3, reduced.pixels.data(), size,
                                 size, 0, 3, STBIR_ALPHA_CHANNEL_NONE, 0, STBIR_EDGE_CLAMP,
                                 STBIR_FILTER_BOX, STBIR_COLORSPACE_SRGB, nullptr) == 0) {
    throw std::bad_alloc();
  }
  return reduced;
}

}  // namespace sleeve::data
