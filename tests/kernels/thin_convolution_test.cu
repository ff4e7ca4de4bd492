// conv_down and conv_up between an image, or its gradient, and a wide map on a GPU.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "kernels/cuda/convolution.h"
#include "kernels/cuda/thin_convolution.h"
#include "tests/kernels/convolution_problem.h"
#include "tests/kernels/launch_context.h"
#include "tests/kernels/whole_maps.h"
#include "tests/simt/schedules.h"

namespace sleeve::kernels {
namespace {

using cases::PendingOptions;

void convolve(LaunchContext& launching, const Problem& problem, const Arrays& arrays,
              const ConvEpilogue& epilogue, Written& written) {
  const auto run = problem.down() ? cuda::conv_down : cuda::conv_up;
  run(launching.context(), problem.shape, arrays.source(), arrays.weight(), written.elements(),
      epilogue);
  launching.synchronize();
}

/// With sums over channels, and, as an image is written, without.
void check_exact(Precision precision, const Problem& problem) {
  CAPTURE(text(problem, precision));
  const Arrays arrays(problem);
  const Written expected = arrays.expected();
  cuda::in_every_schedule([&] {
    LaunchContext launching(precision);
    Written written(problem);
    ConvEpilogue epilogue = arrays.epilogue(written);
    if (problem.down()) {
      convolve(launching, problem, arrays, epilogue, written);
      compare(problem, written, expected);
    } else {
      epilogue.statistics = {};
      epilogue.gradient.mean = nullptr;
      convolve(launching, problem, arrays, epilogue, written);
      CHECK(written.result() == expected.result());
    }
  });
}

TEST_CASE("thin convolution: one to four channels, several tiles and their ends") {
  for (const Precision precision : kPrecisions) {
    const bool bf16 = precision == Precision::kBf16;
    for (const Direction direction : kDirections) {
      for (int channels = 1; channels <= 4; ++channels) {
        // More than a tile of small pixels and, at 3 x 3, of small channels.
        const ConvShape halving = conv_shape(2, 4, 2, 1, 19, 20, channels, 24);
        const ConvShape keeping = conv_shape(1, 3, 1, 1, 11, 13, channels, 72);
        REQUIRE(cuda::thin(halving));
        REQUIRE(cuda::thin(keeping));
        check_exact(precision, {direction, halving, kRaw, Way::kForward, false, bf16, bf16});
        check_exact(precision, {direction, halving, kNormalized, Way::kBack, bf16, false, bf16});
        check_exact(precision, {direction, keeping, kEverything, Way::kBack, bf16, bf16, false});
      }
    }
  }
}

TEST_CASE("thin convolution: every kernel and stride, maps of either type") {
  for (const Precision precision : kPrecisions) {
    for (const Direction direction : kDirections) {
      for (const ConvShape& shape :
           {conv_shape(2, 5, 2, 2, 9, 8, 3, 17), conv_shape(1, 5, 1, 2, 6, 7, 4, 8),
            conv_shape(3, 3, 2, 0, 6, 8, 3, 5), conv_shape(2, 4, 1, 1, 5, 6, 2, 9),
            conv_shape(2, 2, 3, 0, 8, 9, 3, 8), conv_shape(1, 11, 1, 5, 13, 12, 1, 3)}) {
        REQUIRE(cuda::thin(shape));
        for (const bool bf16 : {false, true}) {
          check_exact(precision, {direction, shape, kEverything, Way::kForward, bf16, !bf16, bf16});
          check_exact(precision, {direction, shape, kRaw, Way::kBack, bf16, bf16, !bf16});
        }
      }
    }
  }
}

TEST_CASE("thin convolution: sums over the channels of an image") {
  for (const Way way : {Way::kForward, Way::kBack}) {
    const Problem problem = {
        Direction::kUp, conv_shape(2, 4, 2, 1, 7, 8, 3, 24), kNormalized, way, false, false, false};
    const Arrays arrays(problem);
    LaunchContext launching(Precision::kF32);
    Written written(problem);
    convolve(launching, problem, arrays, arrays.epilogue(written), written);
    compare(problem, written, arrays.expected());
  }
}

TEST_CASE("thin convolution: what no tap reaches does not enter") {
  // The last row and column; in a product of whole slabs, some patches' next elements.
  const ConvShape shape = conv_shape(2, 3, 2, 0, 6, 8, 3, 5);
  Array<float> image(shape.big_size(), 1), unread = image;
  for (std::size_t pixel = 0; pixel < shape.big_pixels(); ++pixel) {
    if (pixel / 8 % 6 != 5 && pixel % 8 != 7) continue;
    for (std::size_t c = 0; c < 3; ++c) unread[3 * pixel + c] = NAN;
  }
  const Array<float> weight = array_of(cases::integers(1, shape.weight_size(), 2));
  const auto convolve = [&](const Array<float>& values) {
    LaunchContext launching(Precision::kF32);
    Array<float> result(shape.small_size(), NAN);
    PendingMap map;
    map.data = values.data();
    cuda::conv_down(launching.context(), shape, map, weight.data(), result.data(), {});
    launching.synchronize();
    return result;
  };
  CHECK(convolve(unread) == convolve(image));
}

TEST_CASE("thin convolution: an empty batch") {
  ConvShape shape = conv_shape(0, 4, 2, 1, 8, 8, 3, 8);
  const Array<float> weight(shape.weight_size());
  float nothing = NAN;
  PendingMap map;
  map.data = &nothing;
  Array<float> mean(8, NAN), m2(8, NAN);
  LaunchContext launching(Precision::kF32);
  ConvEpilogue epilogue;
  epilogue.statistics = {mean.data(), m2.data()};
  cuda::conv_down(launching.context(), shape, map, weight.data(), &nothing, epilogue);
  launching.synchronize();
  CHECK(mean == Array<float>(8, 0));
  CHECK(m2 == Array<float>(8, 0));
  cuda::conv_up(launching.context(), shape, map, weight.data(), &nothing, {});
  CHECK(std::isnan(nothing));
}

TEST_CASE("thin convolution: which shapes are") {
  CHECK(cuda::thin(conv_shape(256, 4, 2, 1, 64, 64, 3, 64)));
  CHECK(cuda::thin(conv_shape(1, 5, 1, 2, 8, 8, 4, 1)));
  CHECK_FALSE(cuda::thin(conv_shape(1, 4, 2, 1, 8, 8, 5, 8)));
  CHECK_FALSE(cuda::thin(conv_shape(1, 7, 1, 3, 8, 8, 3, 8)));  // 147 elements to a patch
  CHECK_FALSE(cuda::thin(conv_shape(1, 4, 1, 0, 4, 4, 3, 8)));  // to one pixel
}

}  // namespace
}  // namespace sleeve::kernels
