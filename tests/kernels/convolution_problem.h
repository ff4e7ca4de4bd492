// conv_down and conv_up of small whole numbers, by a launcher of kernels/cuda and by the reference.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kernels/cuda/gather_convolution.h"
#include "kernels/reference/convolution.h"
#include "tests/kernels/whole_maps.h"

namespace sleeve::kernels {

using cuda::Direction;

inline constexpr Precision kPrecisions[] = {Precision::kF32, Precision::kTf32, Precision::kBf16};
inline constexpr Direction kDirections[] = {Direction::kDown, Direction::kUp};
inline constexpr cases::PendingOptions kRaw;
inline constexpr cases::PendingOptions kNormalized = {true, true, Activation::kRelu, false};
inline constexpr cases::PendingOptions kEverything = {true, true, Activation::kLeakyRelu, true};

/// Whether the result is a map on the way forward, with bias and statistics, or a gradient on the
/// way back.
enum class Way { kForward, kBack };

/// A convolution of small whole numbers: exact whatever the order of sums, and the same in every
/// precision.
struct Problem {
  Direction direction;
  ConvShape shape;
  cases::PendingOptions read;
  Way way;
  bool source_bf16, result_bf16, weight_bf16;

  bool down() const { return direction == Direction::kDown; }
  std::size_t result_pixels() const { return down() ? shape.small_pixels() : shape.big_pixels(); }
  int result_channels() const { return down() ? shape.small_channels : shape.big_channels; }
  std::size_t result_size() const { return down() ? shape.small_size() : shape.big_size(); }
};

inline std::string text(const Problem& problem, Precision precision) {
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
    std::vector<float> values(full.begin(), full.end());
    for (const Bfloat16 value : rounded) values.push_back(to_float(value));
    return values;
  }

  Array<float> full;
  Array<Bfloat16> rounded;
  Array<float> mean, m2, sum_dz, sum_dz_normalized;
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
        weight_(array_of(cases::integers(3, problem.shape.weight_size(), 2))),
        rounded_weight_(rounded(weight_)),
        bias_(array_of(cases::integers(4, std::size_t(problem.result_channels()), 3))),
        mean_(array_of(cases::integers(6, bias_.size(), 2))),
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
  Array<float> weight_;
  Array<Bfloat16> rounded_weight_;
  Array<float> bias_, mean_, inverse_deviation_;
};

/// Channels whose value is further from the expected one than so many units of roundoff of
/// `largest`.
inline int far_off(std::span<const float> values, std::span<const float> expected, double units,
                   double largest) {
  int count = 0;
  for (std::size_t c = 0; c < values.size(); ++c) {
    if (!(std::abs(double(values[c]) - double(expected[c])) <= units * 0x1p-24 * largest)) ++count;
  }
  return count;
}

inline double largest_of(const std::vector<float>& values) {
  double largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(double(value)));
  return largest;
}

inline void compare(const Problem& problem, const Written& written, const Written& expected) {
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

}  // namespace sleeve::kernels
