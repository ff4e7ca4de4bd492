#include "tests/kernels/cases/normalization_case.h"

#include "tests/kernels/cases/inputs.h"

namespace sleeve::kernels::cases {

void BatchNormTrainingCase::launch(Workbench& bench) const {
  const std::size_t n = std::size_t(channels);
  BatchNorm norm;
  norm.channels = channels;
  norm.weight = bench.input("weight", uniform(1, n));
  norm.bias = bench.input("bias", uniform(2, n));
  norm.running_mean = bench.in_out("running_mean", uniform(3, n), rounded(4));
  norm.running_var = bench.in_out("running_var", uniform(4, n, 0.5F, 2), rounded(6));
  norm.scale = bench.output("scale", n, rounded(6));
  // bias - mean * scale: as wrong as the product, by one rounding more.
  norm.shift = bench.output("shift", n, rounded_of("scale", 8, 3));
  norm.mean = bench.output("mean", n, exact());
  norm.inverse_deviation = bench.output("inverse_deviation", n, rounded(5));
  const float low = 0.5F * static_cast<float>(count), high = 2 * static_cast<float>(count);
  const ChannelStatistics statistics = {
      const_cast<float*>(bench.input("statistics mean", uniform(5, n, -2, 2))),
      const_cast<float*>(bench.input("m2", uniform(6, n, low, high)))};
  bench.launch(
      [=, *this](Backend& backend) { backend.batch_norm_training(norm, statistics, count); });
}

void BatchNormEvaluationCase::launch(Workbench& bench) const {
  const std::size_t n = std::size_t(channels);
  BatchNorm norm;
  norm.channels = channels;
  norm.weight = bench.input("weight", uniform(1, n));
  norm.bias = bench.input("bias", uniform(2, n));
  norm.running_mean = const_cast<float*>(bench.input("running_mean", uniform(3, n, -2, 2)));
  norm.running_var = const_cast<float*>(bench.input("running_var", uniform(4, n, 0.5F, 2)));
  norm.scale = bench.output("scale", n, rounded(5));
  norm.shift = bench.output("shift", n, rounded_of("scale", 8, 3));
  bench.launch([=, *this](Backend& backend) { backend.batch_norm_evaluation(norm); });
}

void BatchNormBackwardCase::launch(Workbench& bench) const {
  const std::size_t n = std::size_t(channels), size = count * n;
  BatchNorm norm;
  norm.channels = channels;
  norm.scale = const_cast<float*>(bench.input("scale", uniform(1, n)));
  norm.mean = const_cast<float*>(bench.input("mean", uniform(2, n)));
  norm.inverse_deviation =
      const_cast<float*>(bench.input("inverse_deviation", uniform(3, n, 0.5F, 2)));
  const bool bf16 = bench.precision() == Precision::kBf16;
  const ConstElements y = bench.map("y", uniform(4, size), bf16);
  const float largest_sum = 0.5F * static_cast<float>(count);
  const float* sum_dz = bench.input("sum_dz", uniform(5, n, -largest_sum, largest_sum));
  const float* sum_dz_normalized =
      bench.input("sum_dz_normalized", uniform(6, n, -largest_sum, largest_sum));
  const Elements dz = bench.map_in_out("dz", uniform(7, size), bf16, rounded(12));
  float* weight_gradient = nullptr;
  float* bias_gradient = nullptr;
  if (parameters) {
    const auto gradient = [&](const char* name, std::uint64_t seed) {
      return accumulate ? bench.in_out(name, uniform(seed, n), rounded(1))
                        : bench.output(name, n, exact());
    };
    weight_gradient = gradient("weight_gradient", 8);
    bias_gradient = gradient("bias_gradient", 9);
  }
  bench.launch([=, *this](Backend& backend) {
    backend.batch_norm_backward(norm, count, y, sum_dz, sum_dz_normalized, dz, weight_gradient,
                                bias_gradient, accumulate);
  });
}

void MaterializeCase::launch(Workbench& bench) const {
  const PendingMap map =
      pending_map(bench, "map", options,
                  pending_values(options, 10, pixels, channels, false, bench.precision()),
                  bench.precision() == Precision::kBf16 && !full);
  float* out = bench.output("out", pixels * std::size_t(channels), rounded(8));
  bench.launch([=, *this](Backend& backend) { backend.materialize(map, pixels, channels, out); });
}

}  // namespace sleeve::kernels::cases
