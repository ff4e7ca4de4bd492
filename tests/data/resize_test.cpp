#include "data/resize.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>

#include "tests/data/files.h"

namespace sleeve::tests {
namespace {

/// IEC 61966-2-1.
double linear(double byte) {
  const double v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

TEST_CASE("one colour stays what it is, at any ratio") {
  for (const int level : {0, 1, 10, 11, 37, 127, 128, 200, 254, 255}) {
    for (const int side : {32, 33, 47, 64, 100, 321}) {
      const data::Image reduced =
          data::centre_square(data::Image(side, side, static_cast<std::uint8_t>(level)), 32);
      for (const std::uint8_t value : reduced.pixels) REQUIRE(value == level);
    }
  }
}

TEST_CASE("a picture of the right size is not touched") {
  const data::Image picture = waves(48, 48, 3);
  CHECK(data::centre_square(picture, 48) == picture);
}

TEST_CASE("reducing to half averages four pixels in linear light") {
  const data::Image picture = waves(64, 64, 4);
  const data::Image reduced = data::centre_square(picture, 32);
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) {
      for (int c = 0; c < 3; ++c) {
        const double mean =
            (linear(picture.at(2 * x, 2 * y)[c]) + linear(picture.at(2 * x + 1, 2 * y)[c]) +
             linear(picture.at(2 * x, 2 * y + 1)[c]) +
             linear(picture.at(2 * x + 1, 2 * y + 1)[c])) /
            4;
        const int got = reduced.at(x, y)[c];
        // Rounded to a byte: the mean lies between half a level below and half a level above, but
        // for what f32 and the table of the library lose.
        REQUIRE(mean >= linear(got - 0.55));
        REQUIRE(mean <= linear(got + 0.55));
      }
    }
  }
}

TEST_CASE("a fine chequered pattern keeps its light: half of white is 188") {
  data::Image board(128, 128);
  for (int y = 0; y < 128; ++y) {
    for (int x = 0; x < 128; ++x) {
      for (int c = 0; c < 3; ++c) board.at(x, y)[c] = (x + y) % 2 == 0 ? 255 : 0;
    }
  }
  for (const std::uint8_t value : data::centre_square(board, 32).pixels) REQUIRE(value == 188);
}

TEST_CASE("at a fractional ratio every pixel counts by its area") {
  // 48 to 32: a result's pixel is one and a half wide. The first has column 0 and half of column 1.
  data::Image picture(48, 48);
  for (int y = 0; y < 48; ++y) {
    for (int c = 0; c < 3; ++c) picture.at(1, y)[c] = 255;
  }
  const data::Image reduced = data::centre_square(picture, 32);
  for (int x = 0; x < 3; ++x) {
    const double light = linear(reduced.at(x, 16)[0]);
    const double expected = x < 2 ? 0.5 / 1.5 : 0;
    CHECK(std::abs(light - expected) <= 0.005);  // half a level at this light is 0.002
  }
}

TEST_CASE("nothing shifts: a disc stays where it was") {
  const double centre_x = 130.3, centre_y = 171.8;  // of 300
  data::Image picture(300, 300);
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 300; ++x) {
      if (std::hypot(x + 0.5 - centre_x, y + 0.5 - centre_y) < 60) picture.at(x, y)[0] = 255;
    }
  }
  const auto centroid = [](const data::Image& image, double& x_out, double& y_out) {
    double sum = 0;
    x_out = y_out = 0;
    for (int y = 0; y < image.height; ++y) {
      for (int x = 0; x < image.width; ++x) {
        const double light = linear(image.at(x, y)[0]);
        sum += light;
        x_out += light * (x + 0.5) / image.width;
        y_out += light * (y + 0.5) / image.height;
      }
    }
    x_out /= sum;
    y_out /= sum;
  };
  double x = 0, y = 0, x_reduced = 0, y_reduced = 0;
  centroid(picture, x, y);
  centroid(data::centre_square(picture, 64), x_reduced, y_reduced);
  CHECK(std::abs(x - x_reduced) * 64 <= 0.01);  // hundredths of a pixel
  CHECK(std::abs(y - y_reduced) * 64 <= 0.01);
}

TEST_CASE("the square is taken from the middle") {
  const data::Image square = waves(40, 40, 5);
  data::Image wide(100, 40, 9), tall(40, 101, 9);
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 40; ++x) {
      for (int c = 0; c < 3; ++c) {
        wide.at(30 + x, y)[c] = square.at(x, y)[c];
        tall.at(x, 30 + y)[c] = square.at(x, y)[c];
      }
    }
  }
  CHECK(data::centre_square(wide, 40) == square);
  CHECK(data::centre_square(tall, 40) == square);
}

TEST_CASE("nothing is enlarged") {
  CHECK_THROWS_AS(data::centre_square(data::Image(100, 31), 32), std::invalid_argument);
}

}  // namespace
}  // namespace sleeve::tests
