// The ways in which the GPU computes conv_down and conv_up: every tile, every way of loading, and
// depths split over blocks, with the epilogues of both directions. The general cases
// (tests/kernels/cases) only meet those that a device would choose.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/cuda/convolution.h"
#include "kernels/cuda/gather_convolution.h"
#include "kernels/reference/convolution.h"
#include "tests/kernels/convolution_problem.h"
#include "tests/kernels/launch_context.h"
#include "tests/kernels/whole_maps.h"
#include "tests/simt/schedules.h"

namespace sleeve::kernels {
namespace {

using cases::PendingOptions;
using cuda::GatherChoice;
using cuda::GatherLoading;
using cuda::GatherTile;

void run(LaunchContext& launching, const Problem& problem, const Arrays& arrays, Written& written,
         const GatherChoice& choice) {
  cuda::gather_convolution(launching.context(), problem.direction, problem.shape, arrays.source(),
                           arrays.weight(), written.elements(), arrays.epilogue(written), choice);
  launching.synchronize();
}

/// Every tile and number of splits that a way of loading offers.
std::vector<GatherChoice> choices(Precision precision, GatherLoading loading) {
  std::vector<GatherChoice> all;
  for (const GatherTile tile : {GatherTile::kLarge, GatherTile::kNarrow, GatherTile::kSmall}) {
    if (tile == GatherTile::kNarrow && precision != Precision::kBf16) continue;
    if (tile != GatherTile::kSmall && loading == GatherLoading::kElementwise) continue;
    for (const int splits : {1, 3}) all.push_back({tile, loading, splits});
  }
  return all;
}

/// Runs the problem by every choice of `loading` and of what is slower and always possible.
void check_choices(Precision precision, const Problem& problem, GatherLoading loading) {
  CAPTURE(text(problem, precision));
  const Arrays arrays(problem);
  const Written expected = arrays.expected();
  REQUIRE(cuda::fastest_loading(precision, problem.direction, problem.shape, arrays.source(),
                                arrays.weight()) == loading);
  for (const GatherChoice& choice : choices(precision, loading)) {
    CAPTURE(int(choice.tile));
    CAPTURE(int(choice.loading));
    CAPTURE(choice.splits);
    LaunchContext launching(precision);
    Written written(problem);
    run(launching, problem, arrays, written, choice);
    compare(problem, written, expected);
  }
}

/// As networks store maps in this precision.
Problem stored_as_usual(Precision precision, Direction direction, const ConvShape& shape,
                        const PendingOptions& read, Way way) {
  const bool bf16 = precision == Precision::kBf16;
  return {direction, shape, read, way, bf16, bf16, bf16};
}

// More than a tile of rows and of columns, with a remainder; several slabs a tap, with a remainder;
// and a batch of its own for each, since the fibers take their time.
const ConvShape kAligned = conv_shape(3, 4, 2, 1, 14, 18, 72, 136);
const ConvShape kWholeMap = conv_shape(5, 4, 1, 0, 4, 4, 24, 40);
const ConvShape kOddKernel = conv_shape(2, 5, 2, 2, 9, 11, 16, 8);
const ConvShape kUnaligned = conv_shape(2, 3, 2, 1, 8, 9, 21, 19);

TEST_CASE("gather convolution: every tile and split of a pending map is exact") {
  for (const Precision precision : kPrecisions) {
    for (const Direction direction : kDirections) {
      check_choices(precision,
                    stored_as_usual(precision, direction, kAligned, kNormalized, Way::kForward),
                    GatherLoading::kThrough);
      check_choices(precision,
                    stored_as_usual(precision, direction, kOddKernel, kEverything, Way::kBack),
                    GatherLoading::kThrough);
      check_choices(precision,
                    stored_as_usual(precision, direction, kWholeMap, kEverything, Way::kForward),
                    GatherLoading::kThrough);
    }
  }
}

TEST_CASE("gather convolution: every tile and split of a raw map is exact") {
  for (const Precision precision : kPrecisions) {
    const GatherLoading loading =
        precision == Precision::kBf16 ? GatherLoading::kCopied : GatherLoading::kThrough;
    for (const Direction direction : kDirections) {
      for (const ConvShape& shape : {kAligned, kWholeMap}) {
        check_choices(precision, stored_as_usual(precision, direction, shape, kRaw, Way::kBack),
                      loading);
      }
    }
  }
}

TEST_CASE("gather convolution: any type and alignment, one element at a time") {
  for (const Precision precision : kPrecisions) {
    for (const Direction direction : kDirections) {
      for (const bool source_bf16 : {false, true}) {
        for (const bool result_bf16 : {false, true}) {
          check_choices(
              precision,
              {direction, kUnaligned, kEverything, source_bf16 ? Way::kForward : Way::kBack,
               source_bf16, result_bf16, source_bf16},
              GatherLoading::kElementwise);
        }
      }
    }
  }
}

TEST_CASE("gather convolution: what 16-byte accesses cannot take goes one element at a time") {
  const Problem problem =
      stored_as_usual(Precision::kBf16, Direction::kUp, kOddKernel, kEverything, Way::kBack);
  const Arrays arrays(problem);
  const auto loading = [&](const PendingMap& source, const ConvWeight& weight) {
    return cuda::fastest_loading(Precision::kBf16, problem.direction, problem.shape, source,
                                 weight);
  };
  const PendingMap source = arrays.source();
  const ConvWeight weight = arrays.weight();
  CHECK(loading(source, weight) == GatherLoading::kThrough);
  PendingMap other = source;
  other.data = source.data.rounded() + 1;
  CHECK(loading(other, weight) == GatherLoading::kElementwise);
  other = source;
  other.keep = source.keep + 4;
  CHECK(loading(other, weight) == GatherLoading::kElementwise);
  other = source;
  other.activation = Activation::kTanh;
  CHECK(loading(other, weight) == GatherLoading::kElementwise);
  other = source;  // the larger of z and slope * z only if the slope is from 0 to 1
  other.slope = 1.5F;
  CHECK(loading(other, weight) == GatherLoading::kElementwise);
  other.slope = -0.5F;
  CHECK(loading(other, weight) == GatherLoading::kElementwise);
  CHECK(loading(source, ConvWeight(weight.values, weight.rounded + 1)) ==
        GatherLoading::kElementwise);
  CHECK(loading(source, ConvWeight(weight.values)) == GatherLoading::kElementwise);
}

TEST_CASE("gather convolution: results of maps that are not aligned are exact too") {
  for (const Precision precision : kPrecisions) {
    for (const Direction direction : kDirections) {
      const Problem problem =
          stored_as_usual(precision, direction, kOddKernel, kEverything, Way::kBack);
      CAPTURE(text(problem, precision));
      const Arrays arrays(problem);
      const Written expected = arrays.expected();
      Written written(problem), shifted(problem);
      // The same map, one element further on.
      ConvEpilogue epilogue = arrays.epilogue(written);
      Array<float> full(shifted.full.size() + 1);
      Array<Bfloat16> rounded_map(shifted.rounded.size() + 1);
      const Elements result =
          problem.result_bf16 ? Elements(rounded_map.data() + 1) : Elements(full.data() + 1);
      LaunchContext launching(precision);
      cuda::gather_convolution(launching.context(), direction, problem.shape, arrays.source(),
                               arrays.weight(), result, epilogue,
                               {GatherTile::kSmall, GatherLoading::kThrough, 1});
      launching.synchronize();
      for (std::size_t i = 0; i < problem.result_size(); ++i) {
        written.elements().set(i, result[i]);
      }
      compare(problem, written, expected);
    }
  }
}

/// Bits, so that equality is that of every result.
std::vector<float> everything(const Written& written) {
  std::vector<float> all = written.result();
  for (const Array<float>* part :
       {&written.mean, &written.m2, &written.sum_dz, &written.sum_dz_normalized}) {
    for (const float value : *part) all.push_back(std::isnan(value) ? 0 : value);
  }
  return all;
}

TEST_CASE("gather convolution: the same bits in every order of threads and whenever copies land") {
  for (const Precision precision : kPrecisions) {
    for (const PendingOptions& read : {kRaw, kEverything}) {
      const Problem problem =
          stored_as_usual(precision, Direction::kUp, kOddKernel, read, Way::kForward);
      CAPTURE(text(problem, precision));
      const Arrays arrays(problem);
      const GatherLoading loading = cuda::fastest_loading(
          precision, problem.direction, problem.shape, arrays.source(), arrays.weight());
      std::vector<float> first;
      cuda::in_every_schedule([&] {
        // Twice in one context: the first leaves its tickets and scratch memory to the second.
        LaunchContext launching(precision);
        for (int repetition = 0; repetition < 2; ++repetition) {
          Written written(problem);
          run(launching, problem, arrays, written, {GatherTile::kSmall, loading, 2});
          if (first.empty()) first = everything(written);
          CHECK(everything(written) == first);
        }
      });
    }
  }
}

TEST_CASE("gather convolution: an empty batch has statistics and sums of 0") {
  ConvShape shape = kAligned;
  shape.batch = 0;
  const Array<float> weight(shape.weight_size()), zeros(136, 0);
  float nothing = NAN;
  PendingMap map;
  map.data = &nothing;
  for (const Direction direction : kDirections) {
    Array<float> mean(136, NAN), m2 = mean, sum_dz = mean, sum_dz_normalized = mean;
    ConvEpilogue epilogue;
    epilogue.statistics = {mean.data(), m2.data()};
    epilogue.gradient = {map, zeros.data(), zeros.data(), sum_dz.data(), sum_dz_normalized.data()};
    LaunchContext launching(Precision::kF32);
    cuda::gather_convolution(
        launching.context(), direction, shape, map, weight.data(), &nothing, epilogue,
        cuda::choose(launching.context(), direction, shape, map, weight.data()));
    const auto channels = direction == Direction::kDown ? shape.small_channels : shape.big_channels;
    launching.synchronize();
    for (const Array<float>& sums : {mean, m2, sum_dz, sum_dz_normalized}) {
      CHECK(std::count(sums.begin(), sums.end(), 0.0F) == channels);
    }
    CHECK(std::isnan(nothing));
  }
}

TEST_CASE("gather convolution: shapes that do not fit are refused") {
  LaunchContext launching(Precision::kF32);
  const float number = 0;
  PendingMap map;
  map.data = &number;
  float result = 0;
  ConvShape shape = conv_shape(1, 4, 2, 1, 8, 8, 8, 8);
  shape.small_height = 5;
  CHECK_THROWS_AS(cuda::conv_down(launching.context(), shape, map, &number, &result, {}),
                  std::invalid_argument);
  CHECK_THROWS_AS(cuda::conv_up(launching.context(), shape, map, &number, &result, {}),
                  std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      cuda::conv_down(launching.context(), conv_shape(1 << 20, 4, 2, 1, 64, 64, 8, 8), map, &number,
                      &result, {}),
      doctest::Contains("conv_down 1048576x32x32x8 from 64x64x8"), std::invalid_argument);
}

TEST_CASE("gather convolution: a device's choice fills it") {
  const auto choose = [](int batch, int kernel, int stride, int padding, int side, int big,
                         int small, Direction direction) {
    // Made-up addresses of maps that are never read.
    alignas(16) static const Bfloat16 values[8] = {};
    alignas(16) static const float weights[8] = {};
    LaunchContext launching(Precision::kBf16, 132);
    PendingMap map;
    map.data = values;
    return cuda::choose(launching.context(), direction,
                        conv_shape(batch, kernel, stride, padding, side, side, big, small), map,
                        ConvWeight(weights, values));
  };
  // DCGAN-64 at a batch of 256: its widest maps, its narrowest, and the heads.
  const GatherChoice wide = choose(256, 4, 2, 1, 16, 128, 256, Direction::kDown);
  CHECK(wide.tile == GatherTile::kLarge);
  CHECK(wide.splits == 1);
  CHECK(choose(256, 4, 2, 1, 8, 256, 512, Direction::kDown).splits == 2);
  CHECK(choose(256, 4, 2, 1, 32, 64, 128, Direction::kUp).tile == GatherTile::kNarrow);
  const GatherChoice heads = choose(256, 4, 1, 0, 4, 512, 16, Direction::kDown);
  CHECK(heads.tile == GatherTile::kSmall);
  CHECK(heads.splits == 32);
}

}  // namespace
}  // namespace sleeve::kernels
