#include "data/image.h"

#include <algorithm>
#include <cmath>

namespace sleeve::data {

Image flatten_on_white(std::span<const std::uint8_t> rgba, int width, int height) {
  Image image(width, height);
  for (std::size_t i = 0; i < image.pixels.size() / 3; ++i) {
    const int alpha = rgba[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      const int sum = rgba[4 * i + c] * alpha + 255 * (255 - alpha);
      image.pixels[3 * i + c] = static_cast<std::uint8_t>((sum + 127) / 255);
    }
  }
  return image;
}

Image image_from_floats(std::span<const float> values, int size) {
  Image image(size, size);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const float level = std::round((values[i] + 1.0F) * 127.5F);
    image.pixels[i] = level > 0 ? static_cast<std::uint8_t>(std::min(level, 255.0F)) : 0;
  }
  return image;
}

std::vector<float> floats_from_image(const Image& image) {
  std::vector<float> values(image.pixels.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(image.pixels[i]) / 127.5F - 1;
  }
  return values;
}

}  // namespace sleeve::data
