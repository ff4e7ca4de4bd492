// The ways in which the GPU's weight gradient may be divided among blocks.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kernels/cuda/convolution.h"
#include "kernels/cuda/weight_gradient.h"
#include "kernels/reference/convolution.h"
#include "tests/kernels/launch_context.h"
#include "tests/kernels/whole_maps.h"
#include "tests/simt/schedules.h"

namespace sleeve::kernels {
namespace {

using cases::integers;
using cases::PendingOptions;

constexpr Precision kPrecisions[] = {Precision::kF32, Precision::kTf32, Precision::kBf16};
constexpr PendingOptions kRaw;
constexpr PendingOptions kNormalized = {true, true, Activation::kLeakyRelu, false};
constexpr PendingOptions kEverything = {true, true, Activation::kRelu, true};

struct Gradient {
  ConvShape shape;
  PendingOptions big = kRaw, small = kRaw;
  bool big_bf16 = false, small_bf16 = false;
  bool accumulate = false;
};

std::string text(const Gradient& gradient) {
  const ConvShape& s = gradient.shape;
  return std::to_string(s.batch) + " of " + std::to_string(s.big_height) + "x" +
         std::to_string(s.big_width) + "x" + std::to_string(s.big_channels) +
         (gradient.big_bf16 ? " bf16" : "") + " and " + std::to_string(s.small_channels) +
         (gradient.small_bf16 ? " bf16" : "") + ", big " + cases::name_of(gradient.big) +
         ", small " + cases::name_of(gradient.small);
}

/// Computes the gradient divided as choose(plan of the planner) says, and compares every bit.
template <typename Choose>
void check_exact(LaunchContext& launching, const Gradient& gradient, Choose choose) {
  const ConvShape& shape = gradient.shape;
  CAPTURE(text(gradient));
  CAPTURE(name_of(launching.context().precision));
  const WholeMap big(gradient.big, 1, shape.big_pixels(), shape.big_channels, gradient.big_bf16);
  const WholeMap small(gradient.small, 5, shape.small_pixels(), shape.small_channels,
                       gradient.small_bf16);
  const std::vector<float> before = integers(9, shape.weight_size(), 3);
  std::vector<float> expected = before;
  reference::conv_weights(shape, big.full_map(), small.full_map(), expected.data(),
                          gradient.accumulate);

  cuda::WeightGradientPlan plan =
      cuda::plan_weight_gradient(launching.context(), shape, big.map(), small.map());
  choose(plan);
  CAPTURE(plan.large_tile);
  CAPTURE(plan.splits);
  cuda::in_every_schedule([&] {
    GuardedArray<float> result(before);
    cuda::conv_weights(launching.context(), shape, big.map(), small.map(), result.data(),
                       gradient.accumulate, plan);
    launching.synchronize();
    CHECK(result.values() == expected);
    CHECK(result.guards_whole());
  });
}

void as_planned(const cuda::WeightGradientPlan&) {}

TEST_CASE("weight gradient: large tiles multiply maps copied or staged") {
  // More than a tile of either side, and a last one that is not whole; two slabs and a bit of
  // depth.
  const ConvShape shape = conv_shape(1, 3, 2, 1, 13, 14, 16, 136);
  for (const Precision precision : kPrecisions) {
    LaunchContext launching(precision);
    const bool bf16 = precision == Precision::kBf16;
    for (const auto& [big, small] :
         {std::pair(kRaw, kRaw), std::pair(kNormalized, kRaw), std::pair(kRaw, kEverything),
          std::pair(kEverything, kNormalized)}) {
      const Gradient gradient = {
          .shape = shape, .big = big, .small = small, .big_bf16 = bf16, .small_bf16 = bf16};
      check_exact(launching, gradient, [](const auto& plan) { REQUIRE(plan.large_tile); });
    }
  }
}

TEST_CASE("weight gradient: small tiles multiply maps of either type, wide or narrow") {
  for (const Precision precision : kPrecisions) {
    LaunchContext launching(precision);
    for (const bool big_bf16 : {false, true}) {
      for (const bool small_bf16 : {false, true}) {
        for (const auto& [big_channels, small_channels] :
             {std::pair(8, 72), std::pair(3, 64), std::pair(16, 9), std::pair(5, 7)}) {
          Gradient gradient = {.shape = conv_shape(2, 4, 2, 1, 7, 8, big_channels, small_channels),
                               .big = kNormalized,
                               .small = kEverything,
                               .big_bf16 = big_bf16,
                               .small_bf16 = small_bf16};
          check_exact(launching, gradient, as_planned);
          gradient.big = kEverything;
          gradient.small = {false, false, Activation::kNone, false};
          gradient.accumulate = true;
          check_exact(launching, gradient, as_planned);
        }
      }
    }
  }
}

TEST_CASE("weight gradient: splits share the pixels, whatever their number") {
  const ConvShape shapes[] = {conv_shape(5, 4, 2, 1, 10, 12, 8, 24),
                              conv_shape(5, 3, 1, 1, 5, 7, 3, 5)};
  for (const Precision precision : kPrecisions) {
    LaunchContext launching(precision);
    for (const ConvShape& shape : shapes) {
      for (const int splits : {1, 2, 3, 1000}) {
        for (const bool accumulate : {false, true}) {
          const Gradient gradient = {.shape = shape, .big = kNormalized, .accumulate = accumulate};
          check_exact(launching, gradient, [&](cuda::WeightGradientPlan& plan) {
            cuda::set_splits(plan, precision, shape, splits);
            REQUIRE(plan.splits <= splits);
            if (splits == 3) REQUIRE(plan.splits == 3);
          });
        }
      }
    }
  }
}

TEST_CASE("weight gradient: a kernel as large as the map, for the projection and the heads") {
  for (const Precision precision : kPrecisions) {
    LaunchContext launching(precision);
    const bool bf16 = precision == Precision::kBf16;
    check_exact(
        launching,
        {.shape = conv_shape(37, 4, 1, 0, 4, 4, 16, 11), .big = kNormalized, .big_bf16 = bf16},
        as_planned);
    check_exact(
        launching,
        {.shape = conv_shape(3, 3, 1, 0, 3, 3, 24, 70), .small = kEverything, .big_bf16 = bf16},
        as_planned);
  }
}

TEST_CASE("weight gradient: patches of a map with few channels") {
  // Of 5 x 5 taps there are two tiles of columns, and patches end within what a thread loads.
  for (const Precision precision : kPrecisions) {
    LaunchContext launching(precision);
    for (int channels = 1; channels <= 4; ++channels) {
      for (const ConvShape& shape : {conv_shape(2, 4, 2, 1, 9, 12, channels, 72),
                                     conv_shape(3, 5, 2, 2, 7, 6, channels, 7)}) {
        for (const bool bf16 : {false, true}) {
          Gradient gradient = {.shape = shape, .big_bf16 = bf16, .small_bf16 = !bf16};
          const auto by_patches = [&](const cuda::WeightGradientPlan& plan) {
            REQUIRE(plan.patches != plan.big_chunks);
            if (channels < 4) REQUIRE(plan.patches);
          };
          check_exact(launching, gradient, by_patches);
          gradient.big = kEverything;
          gradient.small = kNormalized;
          gradient.accumulate = true;
          check_exact(launching, gradient, by_patches);
        }
      }
    }
  }
}

TEST_CASE("weight gradient: the weight gradient of an empty batch") {
  for (const bool accumulate : {false, true}) {
    LaunchContext launching(Precision::kF32);
    const ConvShape shape = conv_shape(0, 4, 2, 1, 4, 4, 3, 5);
    check_exact(launching, {.shape = shape, .accumulate = accumulate}, as_planned);
  }
}

TEST_CASE("the weight gradient is split to fill a device, but not beyond what splitting costs") {
  LaunchContext launching(Precision::kBf16, 132);
  const auto splits = [&](const ConvShape& shape) {
    alignas(16) static const Bfloat16 somewhere[8] = {};
    const PendingMap map = {.data = ConstElements(somewhere)};
    const auto plan = cuda::plan_weight_gradient(launching.context(), shape, map, map);
    CHECK(plan.large_tile);
    CHECK(plan.pixels_per_split * (plan.splits - 1) < int(shape.small_pixels()));
    CHECK(plan.pixels_per_split * plan.splits >= int(shape.small_pixels()));
    return plan.splits;
  };
  CHECK(splits(conv_shape(256, 4, 2, 1, 8, 8, 256, 512)) == 2);    // 128 tiles
  CHECK(splits(conv_shape(256, 4, 2, 1, 32, 32, 64, 128)) == 33);  // 8 tiles
  CHECK(splits(conv_shape(16, 4, 2, 1, 32, 32, 64, 128)) == 8);    // 4096 pixels
  CHECK(splits(conv_shape(256, 4, 1, 0, 4, 4, 512, 128)) == 1);    // 256 pixels
}

}  // namespace
}  // namespace sleeve::kernels
