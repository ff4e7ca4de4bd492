// What must hold to the bit, or to what rounding alone allows, on every backend.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/kernels/backends.h"
#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/shapes.h"
#include "tests/kernels/cases/workbench.h"
#include "tests/kernels/differences.h"

namespace sleeve::kernels {
namespace {

using cases::conv_shape;
using cases::exact;
using cases::integers;
using cases::kUnitRoundoff;
using cases::Outputs;
using cases::uniform;
using cases::Workbench;

const ConvShape kShapes[] = {
    conv_shape(3, 4, 2, 1, 8, 8, 3, 17),  conv_shape(3, 4, 2, 1, 7, 10, 17, 5),
    conv_shape(3, 5, 2, 2, 8, 6, 5, 3),   conv_shape(3, 5, 2, 2, 7, 9, 1, 33),
    conv_shape(3, 3, 2, 1, 6, 9, 3, 5),   conv_shape(3, 3, 1, 1, 5, 4, 33, 17),
    conv_shape(3, 4, 1, 0, 4, 4, 64, 33), conv_shape(3, 3, 2, 0, 6, 6, 5, 3)};

/// Where element [n][y][x][c] of an array [][height][width][channels] lies.
std::size_t element(int n, int y, int x, int c, int height, int width, int channels) {
  const std::size_t pixel = (std::size_t(n) * height + y) * width + x;
  return pixel * std::size_t(channels) + std::size_t(c);
}

/// Results of the three convolutions, from host arrays.
class Convolution {
 public:
  Convolution(Backend& backend, const ConvShape& shape) : backend_(backend), shape_(shape) {}

  std::vector<double> down(const std::vector<float>& big, const std::vector<float>& weight) {
    Workbench bench(backend_);
    float* small = bench.output("result", shape_.small_size(), exact());
    backend_.conv_down(shape_, {.data = bench.input("big", big)}, bench.input("weight", weight),
                       small, {});
    return values(bench);
  }
  std::vector<double> up(const std::vector<float>& small, const std::vector<float>& weight) {
    Workbench bench(backend_);
    float* big = bench.output("result", shape_.big_size(), exact());
    backend_.conv_up(shape_, {.data = bench.input("small", small)}, bench.input("weight", weight),
                     big, {});
    return values(bench);
  }
  std::vector<double> weights(const std::vector<float>& big, const std::vector<float>& small) {
    Workbench bench(backend_);
    float* gradient = bench.output("result", shape_.weight_size(), exact());
    backend_.conv_weights(shape_, {.data = bench.input("big", big)},
                          {.data = bench.input("small", small)}, gradient, false);
    return values(bench);
  }

 private:
  static std::vector<double> values(Workbench& bench) {
    return bench.finish().find("result").values;
  }
  Backend& backend_;
  ConvShape shape_;
};

template <typename Check>
void for_each_backend_and_shape(Check check) {
  for (const std::string& name : all_backends()) {
    const auto backend = make_backend(name, 2);
    for (const ConvShape& shape : kShapes) {
      INFO(name, ", kernel ", shape.kernel, ", stride ", shape.stride, ", padding ", shape.padding,
           ", ", shape.big_height, "x", shape.big_width, "x", shape.big_channels, " to ",
           shape.small_channels);
      check(*backend, shape);
    }
  }
}

TEST_CASE("up is the transpose of down, and the weight gradient their derivative") {
  for_each_backend_and_shape([](Backend& backend, const ConvShape& shape) {
    const std::vector<float> x = integers(1, shape.big_size(), 3);
    const std::vector<float> y = integers(2, shape.small_size(), 3);
    const std::vector<float> w = integers(3, shape.weight_size(), 3);
    Convolution convolution(backend, shape);
    const double through_down = dot(convolution.down(x, w), doubles(y));
    CHECK(dot(doubles(x), convolution.up(y, w)) == through_down);
    CHECK(dot(doubles(w), convolution.weights(x, y)) == through_down);
  });
}

TEST_CASE("a single pixel shows where each weight belongs") {
  for_each_backend_and_shape([](Backend& backend, const ConvShape& shape) {
    const int by = shape.big_height / 2, bx = 1, b = shape.big_channels - 1, n = 2;
    std::vector<float> big(shape.big_size(), 0);
    big[element(n, by, bx, b, shape.big_height, shape.big_width, shape.big_channels)] = 1;
    std::vector<float> weight(shape.weight_size());
    for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<float>(i + 1);

    std::vector<double> expected(shape.small_size(), 0.0);
    for (int y = 0; y < shape.small_height; ++y) {
      for (int x = 0; x < shape.small_width; ++x) {
        const int i = by - y * shape.stride + shape.padding;
        const int j = bx - x * shape.stride + shape.padding;
        if (i < 0 || i >= shape.kernel || j < 0 || j >= shape.kernel) continue;
        for (int s = 0; s < shape.small_channels; ++s) {
          expected[element(n, y, x, s, shape.small_height, shape.small_width,
                           shape.small_channels)] =
              double(element(s, i, j, b, shape.kernel, shape.kernel, shape.big_channels)) + 1;
        }
      }
    }
    CHECK(Convolution(backend, shape).down(big, weight) == expected);
  });
}

TEST_CASE("a shift does not leak into the padding") {
  for_each_backend_and_shape([](Backend& backend, const ConvShape& shape) {
    // Maps of zeros that the shift turns into ones: results count the taps that are not padding.
    const auto ones_by_shift = [](Workbench& bench, std::size_t size, int channels) {
      return PendingMap{
          .data = bench.input("map", std::vector<float>(size, 0)),
          .shift = bench.input("shift", std::vector<float>(std::size_t(channels), 1))};
    };
    const auto taps_of = [&](int position, int big) {
      const int first = position * shape.stride - shape.padding;
      return std::min(first + shape.kernel, big) - std::max(first, 0);
    };
    Workbench bench(backend);
    const PendingMap big = ones_by_shift(bench, shape.big_size(), shape.big_channels);
    const PendingMap small = ones_by_shift(bench, shape.small_size(), shape.small_channels);
    const float* weight = bench.input("weight", std::vector<float>(shape.weight_size(), 1));
    backend.conv_down(shape, big, weight, bench.output("down", shape.small_size(), exact()), {});
    backend.conv_weights(shape, big, small, bench.output("weights", shape.weight_size(), exact()),
                         false);
    const Outputs outputs = bench.finish();

    std::size_t at = 0;
    double taps = 0;
    bool right = true;
    for (int n = 0; n < shape.batch; ++n) {
      for (int y = 0; y < shape.small_height; ++y) {
        for (int x = 0; x < shape.small_width; ++x) {
          const double here = taps_of(y, shape.big_height) * taps_of(x, shape.big_width);
          taps += here;
          for (int s = 0; s < shape.small_channels; ++s) {
            right = right && outputs.find("down").values[at++] == here * shape.big_channels;
          }
        }
      }
    }
    CHECK(right);
    double sum = 0;
    for (const double value : outputs.find("weights").values) sum += value;
    CHECK(sum == taps * shape.small_channels * shape.big_channels);
    CHECK(shape.multiplications() == taps * shape.small_channels * shape.big_channels);
  });
}

TEST_CASE("statistics and sums of a map far from 0 do not cancel") {
  constexpr int kChannels = 3;
  constexpr double kMean = 1000;
  ConvShape shape = conv_shape(3, 3, 1, 1, 32, 32, kChannels, kChannels);
  // The identity: only the middle tap of a channel with itself.
  std::vector<float> weight(shape.weight_size(), 0);
  for (int c = 0; c < kChannels; ++c) weight[element(c, 1, 1, c, 3, 3, kChannels)] = 1;
  const std::vector<float> deviations = uniform(1, shape.big_size(), -2, 2);
  std::vector<float> far = deviations;
  for (float& value : far) value += static_cast<float>(kMean);
  const double count = double(shape.big_pixels());

  std::vector<double> mean(kChannels, 0), m2(kChannels, 0), sum(kChannels, 0);
  for (std::size_t i = 0; i < far.size(); ++i) mean[i % kChannels] += double(far[i]) / count;
  for (std::size_t i = 0; i < far.size(); ++i) {
    const double distance = double(far[i]) - mean[i % kChannels];
    m2[i % kChannels] += distance * distance;
    sum[i % kChannels] += double(deviations[i]) * (double(far[i]) - kMean);
  }

  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const auto backend = make_backend(name, 2);
    Workbench bench(*backend);
    const float* weights = bench.input("weight", weight);
    const float* map = bench.input("map", far);
    const std::vector<float> means(kChannels, static_cast<float>(kMean)), ones(kChannels, 1);
    const ChannelStatistics statistics = {bench.output("mean", kChannels, exact()),
                                          bench.output("m2", kChannels, exact())};
    backend->conv_down(shape, {.data = map}, weights, bench.output("copy", far.size(), exact()),
                       {.bias = nullptr, .statistics = statistics, .gradient = {}});
    const PendingGradient gradient = {
        .of = {.data = map},
        .mean = bench.input("given mean", means),
        .inverse_deviation = bench.input("inverse deviation", ones),
        .sum_dz = bench.output("sum_dz", kChannels, exact()),
        .sum_dz_normalized = bench.output("sum_dz_normalized", kChannels, exact())};
    backend->conv_up(shape, {.data = bench.input("dz", deviations)}, weights,
                     bench.output("dz copy", far.size(), exact()),
                     {.bias = nullptr, .statistics = {}, .gradient = gradient});
    const Outputs outputs = bench.finish();
    for (std::size_t c = 0; c < kChannels; ++c) {
      // Distances from a mean are at most 4 and exact; only their sums round.
      CHECK(std::abs(outputs.find("mean").values[c] - mean[c]) <= 4 * kUnitRoundoff * kMean);
      CHECK(std::abs(outputs.find("m2").values[c] - m2[c]) <= count * kUnitRoundoff * m2[c]);
      CHECK(std::abs(outputs.find("sum_dz_normalized").values[c] - sum[c]) <=
            count * kUnitRoundoff * std::abs(sum[c]));
    }
  }
}

}  // namespace
}  // namespace sleeve::kernels
