#include "data/demo/canvas.h"

#include <algorithm>
#include <cmath>

#include "data/resize.h"

namespace sleeve::data {
namespace {

std::uint8_t byte_of(float level) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(level, 0.0F, 1.0F) * 255));
}

}  // namespace

Colour mix(const Colour& from, const Colour& to, float share) {
  const auto part = [&](float a, float b) { return a + (b - a) * share; };
  return {part(from.red, to.red), part(from.green, to.green), part(from.blue, to.blue)};
}

Point turned(const Point& point, float angle) {
  const float c = std::cos(angle), s = std::sin(angle);
  return {c * point.x - s * point.y, s * point.x + c * point.y};
}

Image Canvas::reduced() const { return centre_square(image_, size_); }

Colour Canvas::get(int x, int y) const {
  const std::uint8_t* rgb = image_.at(x, y);
  return {static_cast<float>(rgb[0]) / 255, static_cast<float>(rgb[1]) / 255,
          static_cast<float>(rgb[2]) / 255};
}

void Canvas::set(int x, int y, const Colour& colour) {
  std::uint8_t* rgb = image_.at(x, y);
  rgb[0] = byte_of(colour.red);
  rgb[1] = byte_of(colour.green);
  rgb[2] = byte_of(colour.blue);
}

}  // namespace sleeve::data
