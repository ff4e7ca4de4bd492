// A picture in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sleeve::data {

/// sRGB, one byte a sample: pixels is [height, width, 3].
struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;

  Image() = default;
  Image(int columns, int rows, std::uint8_t value = 0)
      : width(columns), height(rows), pixels(std::size_t(columns) * std::size_t(rows) * 3, value) {}

  std::uint8_t* at(int x, int y) { return pixels.data() + offset(x, y); }
  const std::uint8_t* at(int x, int y) const { return pixels.data() + offset(x, y); }
  friend bool operator==(const Image&, const Image&) = default;

 private:
  std::size_t offset(int x, int y) const {
    return (std::size_t(y) * std::size_t(width) + std::size_t(x)) * 3;
  }
};

/// Puts RGBA pixels [height, width, 4], not premultiplied, on white. Blends the stored
/// (gamma-coded) values, as browsers do, so a cover looks as its maker saw it.
Image flatten_on_white(std::span<const std::uint8_t> rgba, int width, int height);

/// From values in [-1, 1], [size, size, 3]: round((x + 1) * 127.5), clamped to 0..255; NaN is 0.
Image image_from_floats(std::span<const float> values, int size);

/// [height, width, 3], byte / 127.5 - 1: what networks see of a cover.
std::vector<float> floats_from_image(const Image& image);

}  // namespace sleeve::data
