#include "tests/kernels/cases/convolution_case.h"

#include <algorithm>
#include <cmath>

namespace sleeve::kernels::cases {

std::string ConvCase::name() const {
  const auto number = [](int n) { return std::to_string(n); };
  const char* operations[] = {"conv_down", "conv_up", "conv_weights"};
  std::string name = std::string(operations[int(operation)]) + "/n" + number(shape.batch) + "_k" +
                     number(shape.kernel) + "_s" + number(shape.stride) + "_p" +
                     number(shape.padding) + "_" + number(shape.big_height) + "x" +
                     number(shape.big_width) + "x" + number(shape.big_channels) + "_to_" +
                     number(shape.small_channels) + "/" + name_of(read);
  if (operation == Convolution::kWeights) name += "_by_" + name_of(read_small);
  if (accumulate) name += "+accumulate";
  if (bias) name += "+bias";
  if (statistics) name += "+statistics";
  if (gradient) name += "+gradient_of_" + name_of(gradient_of);
  if (sums) name += "_sums";
  if (whole) name += "+whole";
  if (types_swapped) name += "+types_swapped";
  return name;
}

std::size_t ConvCase::pixels() const {
  return operation == Convolution::kDown ? shape.small_pixels() : shape.big_pixels();
}

int ConvCase::channels() const {
  return operation == Convolution::kDown ? shape.small_channels : shape.big_channels;
}

double ConvCase::bytes(Precision precision) const {
  const auto map_bytes = [&](bool big, bool keep) {
    const double size = double(big ? shape.big_size() : shape.small_size());
    return size * (is_bf16(precision, big) ? sizeof(Bfloat16) : sizeof(float)) + (keep ? size : 0);
  };
  const double weights = double(shape.weight_size()) * sizeof(float);
  if (operation == Convolution::kWeights) {
    return map_bytes(true, read.dropout) + map_bytes(false, read_small.dropout) +
           (accumulate ? 2 : 1) * weights;
  }
  const bool result_big = result_is_big();
  return map_bytes(!result_big, read.dropout) + map_bytes(result_big, false) +
         (gradient ? map_bytes(result_big, gradient_of.dropout) : 0) +
         (precision == Precision::kBf16 ? weights / 2 : weights);
}

double ConvCase::products() const {
  const int taps_up = (shape.kernel + shape.stride - 1) / shape.stride;
  switch (operation) {
    case Convolution::kDown:
      return double(shape.kernel) * shape.kernel * shape.big_channels;
    case Convolution::kUp:
      return double(taps_up) * taps_up * shape.small_channels;
    case Convolution::kWeights:
      return double(shape.small_pixels());
  }
  return 0;
}

/// What rounding the operands does to an element of the result. Weights and raw maps are
/// representable; values that come out of a pending form err by up to a roundoff u each, evenly
/// spread and independent, so a product of k of them by a deviation of u sqrt(k / 3) of its size:
/// six deviations of the sum of all products.
double ConvCase::operand_error(Precision precision) const {
  const auto is_rounded = [](const PendingOptions& form) {
    return form.scale || form.shift || form.activation != Activation::kNone || form.dropout;
  };
  const bool weights = operation == Convolution::kWeights;
  const bool read_big = operation != Convolution::kUp;
  const int read_channels = read_big ? shape.big_channels : shape.small_channels;
  double size = map_values(read_big, read, precision).largest(read, read_channels);
  double rounded_factors = is_rounded(read) ? 1 : 0;
  if (weights) {
    size *= map_values(false, read_small, precision).largest(read_small, shape.small_channels);
    rounded_factors += is_rounded(read_small) ? 1 : 0;
  }
  const double slope = gradient_of.dropout ? 2 : 1;
  return 6 * operand_roundoff(precision) * std::sqrt(products() * rounded_factors / 3) * size *
         slope;
}

/// Every product and every sum rounds in f32, and a few other factors; and operands round.
Tolerance ConvCase::result_tolerance(Precision precision) const {
  if (whole) return exact();
  constexpr double kFactors = 16;  // fma, tanh, slope, dropout, bias
  const double roundings = kFactors + products();
  return [=, *this](const Output&, const Outputs& reference) {
    return roundings * kUnitRoundoff * reference.find("result").largest() +
           operand_error(precision);
  };
}

void ConvCase::add_statistics(Workbench& bench, ChannelStatistics& statistics_out) const {
  const double count = double(pixels());
  const Tolerance result_error = result_error_of(bench.precision());
  statistics_out.mean = bench.output(
      "mean", std::size_t(channels()), [=](const Output& own, const Outputs& reference) {
        return result_error(own, reference) +
               count * kUnitRoundoff * reference.find("result").largest();
      });
  // m2 is a sum of squared distances d: errors e of the map enter as 2 d e + e e.
  const Tolerance tolerance = [=](const Output& own, const Outputs& reference) {
    const double e = result_error(own, reference);
    return 2 * std::sqrt(count * own.largest()) * e + count * e * e +
           count * kUnitRoundoff * own.largest();
  };
  statistics_out.m2 = bench.output("m2", std::size_t(channels()), tolerance);
}

void ConvCase::add_gradient(Workbench& bench, PendingGradient& gradient_out) const {
  const Precision precision = bench.precision();
  const PendingValues of = pending_values(gradient_of, 60, pixels(), channels(), whole, precision);
  gradient_out.of =
      pending_map(bench, "gradient of", gradient_of, of, is_bf16(precision, result_is_big()));
  if (!sums) return;
  const std::size_t n = std::size_t(channels());
  const std::vector<float> mean = values(70, n);
  const std::vector<float> inverse_deviation = uniform(71, n, 0.5F, 2);
  gradient_out.mean = bench.input("mean", mean);
  gradient_out.inverse_deviation = bench.input("inverse deviation", inverse_deviation);
  double largest_normalized = 0;
  for (std::size_t i = 0; i < of.data.size(); ++i) {
    const double normalized = double(of.data[i] - mean[i % n]) * double(inverse_deviation[i % n]);
    largest_normalized = std::max(largest_normalized, std::abs(normalized));
  }
  const double count = double(pixels());
  const Tolerance result_error = result_error_of(precision);
  const auto sum_of = [=](double factor) -> Tolerance {
    return [=](const Output& own, const Outputs& reference) {
      return count * factor *
             (result_error(own, reference) +
              count * kUnitRoundoff * reference.find("result").largest());
    };
  };
  gradient_out.sum_dz = bench.output("sum_dz", n, sum_of(1));
  gradient_out.sum_dz_normalized = bench.output("sum_dz_normalized", n, sum_of(largest_normalized));
}

ConvEpilogue ConvCase::epilogue(Workbench& bench) const {
  ConvEpilogue epilogue;
  if (bias) epilogue.bias = bench.input("bias", values(50, std::size_t(channels())));
  if (statistics) add_statistics(bench, epilogue.statistics);
  if (gradient) add_gradient(bench, epilogue.gradient);
  return epilogue;
}

void ConvCase::launch(Workbench& bench) const {
  const Precision precision = bench.precision();
  const auto map = [&](const char* map_name, bool big, const PendingOptions& options) {
    return pending_map(bench, map_name, options, map_values(big, options, precision),
                       is_bf16(precision, big));
  };
  if (operation == Convolution::kWeights) {
    const PendingMap big = map("big", true, read), small = map("small", false, read_small);
    const std::size_t size = shape.weight_size();
    const Tolerance tolerance = result_tolerance(precision);
    float* result = accumulate ? bench.in_out("result", values(30, size), tolerance)
                               : bench.output("result", size, tolerance);
    bench.launch([shape = shape, big, small, result, accumulate = accumulate](Backend& backend) {
      backend.conv_weights(shape, big, small, result, accumulate);
    });
    return;
  }
  const ConvWeight weight = bench.weight(representable(values(30, shape.weight_size()), precision));
  const Elements result =
      bench.map_output("result", pixels() * std::size_t(channels()),
                       is_bf16(precision, result_is_big()), result_tolerance(precision));
  const bool down = operation == Convolution::kDown;
  const PendingMap source = down ? map("big", true, read) : map("small", false, read);
  const ConvEpilogue finish = epilogue(bench);
  bench.launch([shape = shape, down, source, weight, result, finish](Backend& backend) {
    if (down) {
      backend.conv_down(shape, source, weight, result, finish);
    } else {
      backend.conv_up(shape, source, weight, result, finish);
    }
  });
}

}  // namespace sleeve::kernels::cases
