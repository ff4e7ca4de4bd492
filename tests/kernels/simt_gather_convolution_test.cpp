// The ways in which the GPU computes conv_down and conv_up: every tile, every way of loading, and
// depths split over blocks, with the epilogues of both directions. The general cases
// (tests/kernels/cases) only meet those that a device would choose.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/cuda/convolution.h"
#include "kernels/cuda/gather_convolution.h"
#include "kernels/reference/convolution.h"
#include "kernels/simt/schedule.h"
#include "tests/kernels/simt_context.h"
#include "tests/kernels/simt_maps.h"

namespace sleeve::kernels {
namespace {

using cases::integers;
using cases::PendingOptions;
using cuda::Direction;
using cuda::GatherChoice;
using cuda::GatherLoading;
using cuda::GatherTile;

constexpr Precision kPrecisions[] = {Precision::kF32, Precision::kTf32, Precision::kBf16};
constexpr Direction kDirections[] = {Direction::kDown, Direction::kUp};
constexpr PendingOptions kRaw;
constexpr PendingOptions kNormalized = {true, true, Activation::kRelu, false};
constexpr PendingOptions kEverything = {true, true, Activation::kLeakyRelu, true};
constexpr PendingOptions kTanh = {false, false, Activation::kTanh, false};

/// Whether the result is a map on the way forward, with bias and statistics, or a gradient on the
/// way back.
enum class Way { kForward, kBack };

/// A convolution of small whole numbers: exact whatever the order of sums, and the same in every
/// precision.
struct Problem {
  Direction direction;
  ConvShape shape;
  PendingOptions read;
  Way way;
  bool source_bf16, result_bf16, weight_bf16;

  bool down() const { return direction == Direction::kDown; }
  std::size_t result_pixels() const { return down() ? shape.small_pixels() : shape.big_pixels(); }
  int result_channels() const { return down() ? shape.small_channels : shape.big_channels; }
  std::size_t result_size() const { return down() ? shape.small_size() : shape.big_size(); }
};

std::string text(const Problem& problem, Precision precision) {
  const ConvShape& s = problem.shape;
  return name_of(precision) + (problem.down() ? " down " : " up ") + std::to_string(s.batch) +
         " of " + std::to_string(s.big_height) + "x" + std::to_string(s.big_width) + "x" +
         std::to_string(s.big_channels) + ", kernel " + std::to_string(s.kernel) + ", stride " +
         std::to_string(s.stride) + ", to " + std::to_string(s.small_channels) + ", " +
         cases::name_of(problem.read) + (problem.way == Way::kForward ? " forward" : " back") +
         (problem.source_bf16 ? ", source bf16" : "") +
         (problem.result_bf16 ? ", result bf16" : "");
}

/// What a convolution writes; NaN before it does.
struct Written {
  explicit Written(const Problem& problem)
      : full(problem.result_bf16 ? 0 : problem.result_size(), NAN),
        rounded(problem.result_bf16 ? problem.result_size() : 0, to_bfloat16(NAN)),
        mean(std::size_t(problem.result_channels()), NAN),
        m2(mean),
        sum_dz(mean),
        sum_dz_normalized(mean) {}

  Elements elements() { return rounded.empty() ? Elements(full.data()) : Elements(rounded.data()); }
  std::vector<float> result() const {
    if (rounded.empty()) return full;
    std::vector<float> values;
    for (const Bfloat16 value : rounded) values.push_back(to_float(value));
    return values;
  }

  std::vector<float> full;
  std::vector<Bfloat16> rounded;
  std::vector<float> mean, m2, sum_dz, sum_dz_normalized;
};

/// The problem's arrays.
class Arrays {
 public:
  explicit Arrays(const Problem& problem)
      : problem_(problem),
        source_(problem.read, 1,
                problem.down() ? problem.shape.big_pixels() : problem.shape.small_pixels(),
                problem.down() ? problem.shape.big_channels : problem.shape.small_channels,
                problem.source_bf16),
        gradient_of_(kEverything, 5, problem.result_pixels(), problem.result_channels(),
                     problem.result_bf16),
        weight_(integers(3, problem.shape.weight_size(), 2)),
        rounded_weight_(rounded(weight_)),
        bias_(integers(4, std::size_t(problem.result_channels()), 3)),
        mean_(integers(6, bias_.size(), 2)),
        inverse_deviation_(bias_.size(), 0.5F) {}

  PendingMap source() const { return source_.map(); }
  ConvWeight weight() const {
    return problem_.weight_bf16 ? ConvWeight(weight_.data(), rounded_weight_.data())
                                : ConvWeight(weight_.data());
  }
  ConvEpilogue epilogue(Written& written) const {
    ConvEpilogue epilogue;
    if (problem_.way == Way::kForward) {
      epilogue.bias = bias_.data();
      epilogue.statistics = {written.mean.data(), written.m2.data()};
    } else {
      epilogue.gradient = {gradient_of_.map(), mean_.data(), inverse_deviation_.data(),
                           written.sum_dz.data(), written.sum_dz_normalized.data()};
    }
    return epilogue;
  }
  Written expected() const {
    Written written(problem_);
    const auto convolve = problem_.down() ? reference::conv_down<float> : reference::conv_up<float>;
    convolve(problem_.shape, source(), weight_.data(), written.elements(), epilogue(written));
    return written;
  }

 private:
  Problem problem_;
  WholeMap source_, gradient_of_;
  std::vector<float> weight_;
  std::vector<Bfloat16> rounded_weight_;
  std::vector<float> bias_, mean_, inverse_deviation_;
};

/// Channels whose value is further from the expected one than so many units of roundoff of
/// `largest`.
int far_off(const std::vector<float>& values, const std::vector<float>& expected, double units,
            double largest) {
  int count = 0;
  for (std::size_t c = 0; c < values.size(); ++c) {
    if (!(std::abs(double(values[c]) - double(expected[c])) <= units * 0x1p-24 * largest)) ++count;
  }
  return count;
}

double largest_of(const std::vector<float>& values) {
  double largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(double(value)));
  return largest;
}

void compare(const Problem& problem, const Written& written, const Written& expected) {
  const std::vector<float> result = written.result(), should_be = expected.result();
  // Not a bit may differ, but that of zeros.
  std::size_t different = 0;
  for (std::size_t i = 0; i < result.size(); ++i) different += result[i] == should_be[i] ? 0U : 1U;
  CHECK(different == 0);
  const double count = double(problem.result_pixels()), largest = largest_of(should_be);
  if (problem.way == Way::kForward) {
    CHECK(far_off(written.mean, expected.mean, count, largest) == 0);
    CHECK(far_off(written.m2, expected.m2, 4 * count, count * largest * largest) == 0);
  } else {
    // Whole numbers and halves, below 2^24: exact in any order.
    CHECK(written.sum_dz == expected.sum_dz);
    CHECK(written.sum_dz_normalized == expected.sum_dz_normalized);
  }
}

void run(SimtContext& simt, const Problem& problem, const Arrays& arrays, Written& written,
         const GatherChoice& choice) {
  cuda::gather_convolution(simt.context(), problem.direction, problem.shape, arrays.source(),
                           arrays.weight(), written.elements(), arrays.epilogue(written), choice);
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
    SimtContext simt(precision);
    Written written(problem);
    run(simt, problem, arrays, written, choice);
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

}  // namespace
}  // namespace sleeve::kernels
