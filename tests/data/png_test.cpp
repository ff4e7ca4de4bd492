#include "data/png.h"

#include <doctest/doctest.h>

#include "data/decoding/image_file.h"
#include "engine/file_error.h"
#include "tests/data/files.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

TEST_CASE("a PNG holds every pixel") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "picture.png";
  const data::Image picture = waves(37, 21, 6);
  data::write_png(path, picture);
  CHECK(data::decode_image(data::read_image_file(path)) == picture);
  data::write_png(path, waves(5, 4, 7));  // replaced
  CHECK(data::decode_image(data::read_image_file(path)).width == 5);
}

TEST_CASE("a PNG that cannot be written is an error, not a crash") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(data::write_png(folder.path() / "no" / "such.png", waves(4, 4, 8)),
                  engine::WriteError);
  CHECK_THROWS_AS(data::write_png(folder.path() / "empty.png", {}), std::invalid_argument);
}

TEST_CASE("a grid is filled row by row, with white between and behind") {
  std::vector<data::Image> pictures;
  for (const int level : {10, 20, 30})
    pictures.emplace_back(2, 2, static_cast<std::uint8_t>(level));
  const data::Image sheet = data::grid(pictures, 2, 1);
  REQUIRE(sheet.width == 5);
  REQUIRE(sheet.height == 5);
  constexpr int kExpected[5][5] = {{10, 10, 255, 20, 20},
                                   {10, 10, 255, 20, 20},
                                   {255, 255, 255, 255, 255},
                                   {30, 30, 255, 255, 255},
                                   {30, 30, 255, 255, 255}};
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 5; ++x) CHECK(sheet.at(x, y)[1] == kExpected[y][x]);
  }
  CHECK(data::grid(pictures, 9, 1).width == 8);  // no empty columns
}

}  // namespace
}  // namespace sleeve::tests
