// Every kind of image file that a folder of covers holds, decoded.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdlib>

#include "data/decoding/image_file.h"
#include "tests/data/files.h"

namespace sleeve::tests {
namespace {

using Rgb = std::array<int, 3>;
using Quarters = std::array<Rgb, 4>;  // top left, top right, bottom left, bottom right

constexpr Quarters kPicture = {{{220, 30, 30}, {30, 180, 60}, {40, 60, 200}, {230, 210, 40}}};
constexpr Quarters kGrey = {{{50, 50, 50}, {100, 100, 100}, {150, 150, 150}, {200, 200, 200}}};

/// level on white, by the alpha of each quarter of the fixtures.
Quarters on_white(const Quarters& quarters) {
  constexpr std::array<int, 4> kAlpha = {255, 128, 0, 64};
  Quarters result{};
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      result[i][c] = static_cast<int>(
          std::lround((quarters[i][c] * kAlpha[i] + 255.0 * (255 - kAlpha[i])) / 255));
    }
  }
  return result;
}

struct Kind {
  const char* file;
  Quarters expected;
  int tolerance;  // 0: lossless
};

// Within a quarter these JPEGs and WebPs are flat blocks, so only rounding is lost: of the
// transform and of YCbCr, two levels each; more where quarters meet, which is not looked at.
const Kind kKinds[] = {
    {"baseline.jpg", kPicture, 4},
    {"progressive.jpg", kPicture, 4},
    {"subsampled.jpg", kPicture, 4},
    {"grey.jpg", kGrey, 2},
    {"cmyk.jpg", kPicture, 4},
    {"orientation_1.jpg", kPicture, 4},
    {"orientation_2.jpg", kPicture, 4},
    {"orientation_3.jpg", kPicture, 4},
    {"orientation_4.jpg", kPicture, 4},
    {"orientation_5.jpg", kPicture, 4},
    {"orientation_6.jpg", kPicture, 4},
    {"orientation_6_big_endian.jpg", kPicture, 4},
    {"orientation_7.jpg", kPicture, 4},
    {"orientation_8.jpg", kPicture, 4},
    {"rgb.png", kPicture, 0},
    {"interlaced.png", kPicture, 0},
    {"grey.png", kGrey, 0},
    {"rgb16.png", kPicture, 0},
    {"palette.png", kPicture, 0},
    {"rgba.png", on_white(kPicture), 0},
    {"rgba16.png", on_white(kPicture), 0},
    {"grey_alpha.png", on_white(kGrey), 0},
    {"palette_transparent.png", on_white(kPicture), 0},
    {"lossy.webp", kPicture, 8},  // 4:2:0 in limited range: its levels are 256 / 220 apart
    {"lossless.webp", kPicture, 0},
    {"alpha.webp", on_white(kPicture), 0},
};

TEST_CASE("every kind of image file shows the same picture") {
  for (const Kind& kind : kKinds) {
    CAPTURE(kind.file);
    const data::Image image = data::decode_image(read_file(fixture_path(kind.file)));
    REQUIRE(image.width == 64);
    REQUIRE(image.height == 32);
    for (std::size_t quarter = 0; quarter < 4; ++quarter) {
      CAPTURE(quarter);
      // A column down the middle of the quarter, away from where it meets others.
      const int x = quarter % 2 == 0 ? 14 : 50;
      for (int y = 3; y < 13; ++y) {
        const std::uint8_t* pixel = image.at(x, quarter < 2 ? y : y + 16);
        for (std::size_t c = 0; c < 3; ++c) {
          CHECK(std::abs(pixel[c] - kind.expected[quarter][c]) <= kind.tolerance);
        }
      }
    }
  }
}

TEST_CASE("the format is told by content, not by name") {
  const data::Image picture = waves(40, 30, 1);
  CHECK(data::decode_image(encode_png(picture)) == picture);
  CHECK(data::decode_image(encode_webp(picture)) == picture);
}

TEST_CASE("bytes behind the end of an image are no harm") {
  for (const char* name : {"baseline.jpg", "progressive.jpg", "rgb.png", "lossless.webp"}) {
    Bytes file = read_file(fixture_path(name));
    const data::Image image = data::decode_image(file);
    file.insert(file.end(), {'t', 'a', 'i', 'l', 0xFF, 0x00});
    CHECK(data::decode_image(file) == image);
  }
}

TEST_CASE("floats become bytes: rounded, clamped, and NaN is black") {
  const std::vector<float> values = {-1.0F,
                                     1.0F,
                                     0.0F,
                                     -7.0F,
                                     7.0F,
                                     NAN,
                                     -1.0F + 0.49F / 127.5F,
                                     -1.0F + 0.51F / 127.5F,
                                     1.0F - 0.51F / 127.5F,
                                     0.5F,
                                     -INFINITY,
                                     INFINITY};
  const data::Image image = data::image_from_floats(values, 2);
  CHECK(image.pixels == Bytes{0, 255, 128, 0, 255, 0, 0, 1, 254, 191, 0, 255});
}

TEST_CASE("bytes become floats from -1 to 1, and the same bytes again") {
  data::Image image(16, 16);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(i);
  }
  const std::vector<float> values = data::floats_from_image(image);
  CHECK(values[0] == -1);
  CHECK(values[51] == -0.6F);
  CHECK(values[255] == 1);
  CHECK(data::image_from_floats(values, 16) == image);
}

}  // namespace
}  // namespace sleeve::tests
