#include <cmath>

#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/pending_inputs.h"

namespace sleeve::kernels::cases {
namespace {

std::string map_name(std::size_t pixels, int channels) {
  return std::to_string(pixels) + "x" + std::to_string(channels);
}

/// Statistics of `count` elements with means of some size and deviations about 1.
struct TrainingCase {
  std::size_t count;
  int channels;

  void launch(Workbench& bench) const {
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
    bench.backend().batch_norm_training(norm, statistics, count);
  }
};

struct EvaluationCase {
  int channels;

  void launch(Workbench& bench) const {
    const std::size_t n = std::size_t(channels);
    BatchNorm norm;
    norm.channels = channels;
    norm.weight = bench.input("weight", uniform(1, n));
    norm.bias = bench.input("bias", uniform(2, n));
    norm.running_mean = const_cast<float*>(bench.input("running_mean", uniform(3, n, -2, 2)));
    norm.running_var = const_cast<float*>(bench.input("running_var", uniform(4, n, 0.5F, 2)));
    norm.scale = bench.output("scale", n, rounded(5));
    norm.shift = bench.output("shift", n, rounded_of("scale", 8, 3));
    bench.backend().batch_norm_evaluation(norm);
  }
};

struct BackwardCase {
  std::size_t count;
  int channels;
  bool accumulate;
  bool parameters;  // whether their gradients are wanted

  void launch(Workbench& bench) const {
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
    bench.backend().batch_norm_backward(norm, count, y, sum_dz, sum_dz_normalized, dz,
                                        weight_gradient, bias_gradient, accumulate);
  }
};

struct MaterializeCase {
  std::size_t pixels;
  int channels;
  PendingOptions options;

  void launch(Workbench& bench) const {
    const PendingMap map =
        pending_map(bench, "map", options,
                    pending_values(options, 10, pixels, channels, false, bench.precision()),
                    bench.precision() == Precision::kBf16);
    float* out = bench.output("out", pixels * std::size_t(channels), rounded(8));
    bench.backend().materialize(map, pixels, channels, out);
  }
};

template <typename C>
void add(const std::string& name, const C& one, std::vector<Case>& cases) {
  cases.push_back({name, [one](Workbench& bench) { one.launch(bench); }});
}

}  // namespace

void add_normalization_cases(std::vector<Case>& cases) {
  for (const int channels : {1, 3, 17, 64, 257}) {
    for (const std::size_t count : {std::size_t(2), std::size_t(97), std::size_t(4096)}) {
      add("batch_norm_training/" + map_name(count, channels), TrainingCase{count, channels}, cases);
    }
    add("batch_norm_evaluation/" + std::to_string(channels), EvaluationCase{channels}, cases);
  }
  for (const int channels : {1, 3, 5, 17, 64}) {
    for (const std::size_t count : {std::size_t(2), std::size_t(75), std::size_t(1024)}) {
      const std::string name = "batch_norm_backward/" + map_name(count, channels);
      add(name, BackwardCase{count, channels, false, true}, cases);
      add(name + "/accumulate", BackwardCase{count, channels, true, true}, cases);
      add(name + "/map_only", BackwardCase{count, channels, false, false}, cases);
    }
  }
  for (const Activation activation :
       {Activation::kNone, Activation::kRelu, Activation::kLeakyRelu, Activation::kTanh}) {
    for (const bool dropout : {false, true}) {
      for (const bool normalized : {false, true}) {
        const PendingOptions options = {normalized, normalized, activation, dropout};
        for (const int channels : {1, 3, 17, 64}) {
          for (const std::size_t pixels : {std::size_t(1), std::size_t(63), std::size_t(512)}) {
            add("materialize/" + map_name(pixels, channels) + "/" + name_of(options),
                MaterializeCase{pixels, channels, options}, cases);
          }
        }
      }
    }
  }
}

}  // namespace sleeve::kernels::cases
