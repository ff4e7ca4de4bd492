// A surface to draw shapes on.
#pragma once

#include <array>

#include "data/image.h"

namespace sleeve::data {

/// sRGB, each part in [0, 1].
struct Colour {
  float red = 0, green = 0, blue = 0;
};

Colour mix(const Colour& from, const Colour& to, float share);

/// A point on a cover whose sides are 1; x to the right, y down.
struct Point {
  float x = 0, y = 0;
};

inline Point operator-(const Point& a, const Point& b) { return {a.x - b.x, a.y - b.y}; }
/// Turned about the origin by an angle in radians.
Point turned(const Point& point, float angle);

/// Draws with hard edges at several times the final size; reducing it smooths them, by the same
/// filter as real covers go through.
class Canvas {
 public:
  explicit Canvas(int size) : size_(size), image_(size * kOversampling, size * kOversampling) {}

  /// Colours every point by colour_at(point).
  template <typename ColourAt>
  void paint(const ColourAt& colour_at) {
    for (int y = 0; y < image_.height; ++y) {
      for (int x = 0; x < image_.width; ++x) set(x, y, colour_at(point_of(x, y)));
    }
  }
  /// Colours the points for which inside(point) holds.
  template <typename Inside>
  void fill(const Inside& inside, const Colour& colour, float opacity = 1) {
    for (int y = 0; y < image_.height; ++y) {
      for (int x = 0; x < image_.width; ++x) {
        if (inside(point_of(x, y))) set(x, y, mix(get(x, y), colour, opacity));
      }
    }
  }
  /// The picture at its final size.
  Image reduced() const;

 private:
  static constexpr int kOversampling = 4;

  Point point_of(int x, int y) const {
    return {(static_cast<float>(x) + 0.5F) / static_cast<float>(image_.width),
            (static_cast<float>(y) + 0.5F) / static_cast<float>(image_.height)};
  }
  Colour get(int x, int y) const;
  void set(int x, int y, const Colour& colour);

  int size_;
  Image image_;
};

}  // namespace sleeve::data
