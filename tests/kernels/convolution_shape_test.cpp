// Shapes of convolutions: sides, checks and counts.
#include <doctest/doctest.h>

#include <stdexcept>

#include "kernels/convolution.h"

namespace sleeve::kernels {
namespace {

ConvShape valid() {
  return {.batch = 3,
          .big_height = 8,
          .big_width = 9,
          .big_channels = 5,
          .small_height = 4,
          .small_width = 4,
          .small_channels = 7,
          .kernel = 4,
          .stride = 2,
          .padding = 1};
}

TEST_CASE("the small side of the geometries that networks use") {
  CHECK(small_side(64, 4, 2, 1) == 32);
  CHECK(small_side(5, 4, 2, 1) == 2);
  CHECK(small_side(64, 5, 2, 2) == 32);
  CHECK(small_side(63, 5, 2, 2) == 32);
  CHECK(small_side(64, 3, 1, 1) == 64);
  CHECK(small_side(64, 3, 2, 1) == 32);
  CHECK(small_side(4, 4, 1, 0) == 1);
}

TEST_CASE("a kernel larger than the padded map leaves nothing, for any stride") {
  CHECK(small_side(2, 5, 1, 1) == 0);
  CHECK(small_side(2, 5, 2, 1) == 0);
  CHECK(small_side(1, 5, 3, 1) == 0);
}

TEST_CASE("multiplications leave out the padding") {
  ConvShape shape = valid();
  shape.big_width = 8;
  // Four positions of four taps along a side, of which the first and the last tap are padding.
  CHECK(shape.multiplications() == 3.0 * 14 * 14 * 5 * 7);
}

TEST_CASE("a shape that fits passes, an empty batch too") {
  ConvShape shape = valid();
  CHECK_NOTHROW(check(shape));
  shape.batch = 0;
  shape.big_height = 9;
  CHECK_NOTHROW(check(shape));
}

TEST_CASE("a side that does not follow is named with its numbers") {
  ConvShape shape = valid();
  shape.small_height = 5;
  CHECK_THROWS_WITH_AS(
      check(shape), "convolution: height 8 with kernel 4, stride 2 and padding 1 becomes 4, not 5",
      std::invalid_argument);
  shape = valid();
  shape.small_width = 3;
  CHECK_THROWS_WITH_AS(
      check(shape), "convolution: width 9 with kernel 4, stride 2 and padding 1 becomes 4, not 3",
      std::invalid_argument);
}

TEST_CASE("numbers that are not positive are named") {
  for (int ConvShape::*member :
       {&ConvShape::big_height, &ConvShape::big_width, &ConvShape::big_channels,
        &ConvShape::small_height, &ConvShape::small_width, &ConvShape::small_channels,
        &ConvShape::kernel, &ConvShape::stride}) {
    ConvShape shape = valid();
    shape.*member = 0;
    CHECK_THROWS_AS(check(shape), std::invalid_argument);
  }
  for (int ConvShape::*member : {&ConvShape::batch, &ConvShape::padding}) {
    ConvShape shape = valid();
    shape.*member = -1;
    CHECK_THROWS_AS(check(shape), std::invalid_argument);
  }
  ConvShape shape = valid();
  shape.stride = 0;
  CHECK_THROWS_WITH_AS(check(shape), "convolution: stride is 0, but must be at least 1",
                       std::invalid_argument);
}

}  // namespace
}  // namespace sleeve::kernels
