#include <algorithm>
#include <cmath>
#include <iterator>

#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/pending_inputs.h"

namespace sleeve::kernels::cases {
namespace {

enum class Operation { kDown, kUp, kWeights };

/// A convolution from the map it reads to the map or the weights it writes.
struct ConvCase {
  Operation operation = Operation::kDown;
  ConvShape shape;
  PendingOptions read = {};        // the map that is read; of conv_weights the big one
  PendingOptions read_small = {};  // of conv_weights
  bool accumulate = false;         // of conv_weights
  bool bias = false, statistics = false;
  bool gradient = false;            // through the pending form ...
  PendingOptions gradient_of = {};  // ... of the result, ...
  bool sums = false;                // ... which was batch-normed
  bool whole = false;               // small whole numbers: the result must be exact
  bool types_swapped = false;       // bf16 maps where f32 ones are usual, and the other way round

  std::string name() const;
  void launch(Workbench& bench) const;

 private:
  std::size_t pixels() const;  // of the result
  int channels() const;
  bool result_is_big() const { return operation == Operation::kUp; }
  /// In a network in bf16, images, and single pixels such as latents and logits, stay in f32.
  bool is_bf16(Precision precision, bool big) const {
    const bool wide =
        big ? shape.big_channels > 4 : shape.small_pixels() > std::size_t(shape.batch);
    return precision == Precision::kBf16 && wide != types_swapped;
  }
  double products() const;  // that an element of the result adds up
  std::vector<float> values(std::uint64_t seed, std::size_t n) const {
    return whole ? integers(seed, n, 2) : uniform(seed, n);
  }
  PendingValues map_values(bool big, const PendingOptions& options, Precision precision) const {
    return big ? pending_values(options, 10, shape.big_pixels(), shape.big_channels, whole,
                                precision)
               : pending_values(options, 20, shape.small_pixels(), shape.small_channels, whole,
                                precision);
  }
  double operand_error(Precision precision) const;
  Tolerance result_tolerance(Precision precision) const;  // before it is stored
  Tolerance result_error_of(Precision precision) const {  // as stored
    return stored(is_bf16(precision, result_is_big()), result_tolerance(precision));
  }
  ConvEpilogue epilogue(Workbench& bench) const;
  void add_statistics(Workbench& bench, ChannelStatistics& statistics_out) const;
  void add_gradient(Workbench& bench, PendingGradient& gradient_out) const;
};

std::string ConvCase::name() const {
  const auto number = [](int n) { return std::to_string(n); };
  const char* operations[] = {"conv_down", "conv_up", "conv_weights"};
  std::string name = std::string(operations[int(operation)]) + "/n" + number(shape.batch) + "_k" +
                     number(shape.kernel) + "_s" + number(shape.stride) + "_p" +
                     number(shape.padding) + "_" + number(shape.big_height) + "x" +
                     number(shape.big_width) + "x" + number(shape.big_channels) + "_to_" +
                     number(shape.small_channels) + "/" + name_of(read);
  if (operation == Operation::kWeights) name += "_by_" + name_of(read_small);
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
  return operation == Operation::kDown ? shape.small_pixels() : shape.big_pixels();
}

int ConvCase::channels() const {
  return operation == Operation::kDown ? shape.small_channels : shape.big_channels;
}

double ConvCase::products() const {
  const int taps_up = (shape.kernel + shape.stride - 1) / shape.stride;
  switch (operation) {
    case Operation::kDown:
      return double(shape.kernel) * shape.kernel * shape.big_channels;
    case Operation::kUp:
      return double(taps_up) * taps_up * shape.small_channels;
    case Operation::kWeights:
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
  const bool weights = operation == Operation::kWeights;
  const bool read_big = operation != Operation::kUp;
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
  const double roundings = kFactors + products(), operands = operand_error(precision);
  return [=](const Output&, const Outputs& reference) {
    return roundings * kUnitRoundoff * reference.find("result").largest() + operands;
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
  Backend& backend = bench.backend();
  if (operation == Operation::kWeights) {
    const PendingMap big = map("big", true, read), small = map("small", false, read_small);
    const std::size_t size = shape.weight_size();
    const Tolerance tolerance = result_tolerance(precision);
    float* result = accumulate ? bench.in_out("result", values(30, size), tolerance)
                               : bench.output("result", size, tolerance);
    backend.conv_weights(shape, big, small, result, accumulate);
    return;
  }
  const ConvWeight weight = bench.weight(representable(values(30, shape.weight_size()), precision));
  const Elements result =
      bench.map_output("result", pixels() * std::size_t(channels()),
                       is_bf16(precision, result_is_big()), result_tolerance(precision));
  if (operation == Operation::kDown) {
    backend.conv_down(shape, map("big", true, read), weight, result, epilogue(bench));
  } else {
    backend.conv_up(shape, map("small", false, read), weight, result, epilogue(bench));
  }
}

ConvShape conv_shape(int batch, int kernel, int stride, int padding, int height, int width,
                     int big_channels, int small_channels) {
  ConvShape shape;
  shape.batch = batch;
  shape.big_height = height;
  shape.big_width = width;
  shape.big_channels = big_channels;
  shape.small_height = small_side(height, kernel, stride, padding);
  shape.small_width = small_side(width, kernel, stride, padding);
  shape.small_channels = small_channels;
  shape.kernel = kernel;
  shape.stride = stride;
  shape.padding = padding;
  return shape;
}

const ConvShape kShapes[] = {
    // The default networks: kernel 4, stride 2, padding 1; halving, and odd sides.
    conv_shape(1, 4, 2, 1, 8, 8, 3, 5),
    conv_shape(3, 4, 2, 1, 7, 9, 5, 17),
    conv_shape(3, 4, 2, 1, 10, 6, 17, 33),
    conv_shape(1, 4, 2, 1, 8, 8, 64, 64),
    conv_shape(3, 4, 2, 1, 32, 32, 3, 8),
    conv_shape(1, 4, 2, 1, 2, 2, 1, 1),
    conv_shape(3, 4, 2, 1, 3, 64, 1, 3),
    conv_shape(3, 4, 1, 1, 5, 6, 3, 5),
    conv_shape(4, 4, 2, 1, 64, 60, 3, 5),
    // Odd kernels; at stride 2 an even side is an output padding of 1.
    conv_shape(3, 3, 1, 1, 5, 7, 3, 5),
    conv_shape(1, 3, 1, 1, 9, 4, 33, 17),
    conv_shape(3, 3, 2, 1, 8, 10, 5, 3),
    conv_shape(3, 3, 2, 1, 7, 9, 17, 5),
    conv_shape(1, 5, 2, 2, 8, 6, 3, 17),
    conv_shape(3, 5, 2, 2, 9, 5, 5, 1),
    conv_shape(3, 5, 2, 2, 16, 16, 16, 33),
    conv_shape(1, 5, 1, 2, 6, 7, 1, 3),
    // Kernels as large as the map: the projection and the heads.
    conv_shape(3, 4, 1, 0, 4, 4, 33, 64),
    conv_shape(1, 4, 1, 0, 4, 4, 64, 9),
    conv_shape(3, 5, 1, 0, 5, 5, 3, 17),
    // The last row and column are read by no tap.
    conv_shape(3, 3, 2, 0, 6, 8, 3, 5),
    // Nothing to do.
    conv_shape(0, 4, 2, 1, 4, 4, 3, 5),
};

constexpr PendingOptions kRaw;
constexpr PendingOptions kNormalizedLeaky = {true, true, Activation::kLeakyRelu, false};
constexpr PendingOptions kNormalizedRelu = {true, true, Activation::kRelu, false};
constexpr PendingOptions kEverything = {true, true, Activation::kLeakyRelu, true};

/// The roles a shape has in a training step, and exactness.
std::vector<ConvCase> roles_of(const ConvShape& shape) {
  std::vector<ConvCase> cases;
  for (const Operation operation : {Operation::kDown, Operation::kUp}) {
    cases.push_back({.operation = operation, .shape = shape, .read = kRaw});
    cases.push_back({.operation = operation,
                     .shape = shape,
                     .read = kEverything,
                     .bias = true,
                     .statistics = true});
    cases.push_back({.operation = operation,
                     .shape = shape,
                     .read = kRaw,
                     .gradient = true,
                     .gradient_of = kNormalizedRelu,
                     .sums = true});
    cases.push_back({.operation = operation,
                     .shape = shape,
                     .read = kEverything,
                     .bias = true,
                     .statistics = true,
                     .whole = true});
    for (const PendingOptions& form : {kNormalizedRelu, kEverything}) {
      cases.push_back({.operation = operation,
                       .shape = shape,
                       .read = form,
                       .gradient = true,
                       .gradient_of = form,
                       .sums = true,
                       .whole = true});
    }
  }
  cases.push_back({.operation = Operation::kWeights,
                   .shape = shape,
                   .read = kNormalizedLeaky,
                   .read_small = kRaw});
  cases.push_back({.operation = Operation::kWeights,
                   .shape = shape,
                   .read = kRaw,
                   .read_small = kEverything,
                   .accumulate = true});
  cases.push_back({.operation = Operation::kWeights,
                   .shape = shape,
                   .read = kEverything,
                   .read_small = kRaw,
                   .accumulate = true,
                   .whole = true});
  return cases;
}

/// Every pending form, read and gone back through.
void add_pending_forms(const ConvShape& shape, std::vector<ConvCase>& cases) {
  for (const bool scale : {false, true}) {
    for (const bool shift : {false, true}) {
      for (const Activation activation :
           {Activation::kNone, Activation::kRelu, Activation::kLeakyRelu, Activation::kTanh}) {
        for (const bool dropout : {false, true}) {
          const PendingOptions form = {scale, shift, activation, dropout};
          for (const Operation operation : {Operation::kDown, Operation::kUp}) {
            cases.push_back({.operation = operation,
                             .shape = shape,
                             .read = form,
                             .gradient = true,
                             .gradient_of = form,
                             .sums = scale && shift});
          }
          cases.push_back(
              {.operation = Operation::kWeights, .shape = shape, .read = form, .read_small = form});
        }
      }
    }
  }
}

}  // namespace

void add_convolution_cases(std::vector<Case>& cases) {
  std::vector<ConvCase> convolutions;
  for (const ConvShape& shape : kShapes) {
    std::ranges::copy(roles_of(shape), std::back_inserter(convolutions));
  }
  for (const ConvShape& shape :
       {conv_shape(3, 4, 2, 1, 7, 9, 3, 17), conv_shape(3, 4, 2, 1, 10, 6, 16, 8),
        conv_shape(3, 4, 1, 0, 4, 4, 16, 24)}) {
    for (ConvCase& role : roles_of(shape)) {
      role.types_swapped = true;
      convolutions.push_back(role);
    }
  }
  add_pending_forms(conv_shape(3, 4, 2, 1, 8, 6, 5, 17), convolutions);
  add_pending_forms(conv_shape(1, 5, 2, 2, 6, 8, 17, 5), convolutions);
  for (const ConvCase& one : convolutions) {
    cases.push_back({one.name(), [one](Workbench& bench) { one.launch(bench); }});
  }
}

}  // namespace sleeve::kernels::cases
