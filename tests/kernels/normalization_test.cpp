// Batch normalisation and its running averages by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/kernels/backends.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels {
namespace {

using cases::exact;
using cases::Outputs;
using cases::Workbench;

constexpr double kTolerance = 8 * cases::kUnitRoundoff;

void check_close(const Outputs& outputs, const std::string& name, double expected) {
  CAPTURE(name);
  CHECK(std::abs(outputs.find(name).values[0] - expected) <=
        kTolerance * std::max(1.0, std::abs(expected)));
}

TEST_CASE("training normalises by the biased variance and averages the unbiased one") {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const auto backend = make_backend(name, 2);
    Workbench bench(*backend);
    BatchNorm norm;
    norm.channels = 1;
    norm.weight = bench.input("weight", std::vector{3.0F});
    norm.bias = bench.input("bias", std::vector{0.5F});
    norm.epsilon = 0;
    norm.momentum = 0.25F;
    norm.running_mean = bench.in_out("running_mean", std::vector{10.0F}, exact());
    norm.running_var = bench.in_out("running_var", std::vector{4.0F}, exact());
    norm.scale = bench.output("scale", 1, exact());
    norm.shift = bench.output("shift", 1, exact());
    norm.mean = bench.output("mean", 1, exact());
    norm.inverse_deviation = bench.output("inverse_deviation", 1, exact());
    // Elements 0, 2, 4, 6: mean 3, squared distances 20, variance 5, unbiased 20 / 3.
    const ChannelStatistics statistics = {bench.in_out("given mean", std::vector{3.0F}, exact()),
                                          bench.in_out("given m2", std::vector{20.0F}, exact())};
    backend->batch_norm_training(norm, statistics, 4);
    const Outputs outputs = bench.finish();
    check_close(outputs, "mean", 3);
    check_close(outputs, "inverse_deviation", 1 / std::sqrt(5.0));
    check_close(outputs, "scale", 3 / std::sqrt(5.0));
    check_close(outputs, "shift", 0.5 - 9 / std::sqrt(5.0));
    check_close(outputs, "running_mean", 10 + 0.25 * (3 - 10));
    check_close(outputs, "running_var", 4 + 0.25 * (20.0 / 3 - 4));
  }
}

TEST_CASE("evaluation normalises by the running averages and leaves them alone") {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const auto backend = make_backend(name, 2);
    Workbench bench(*backend);
    BatchNorm norm;
    norm.channels = 1;
    norm.weight = bench.input("weight", std::vector{3.0F});
    norm.bias = bench.input("bias", std::vector{0.5F});
    norm.epsilon = 1;
    norm.running_mean = bench.in_out("running_mean", std::vector{2.0F}, exact());
    norm.running_var = bench.in_out("running_var", std::vector{8.0F}, exact());
    norm.scale = bench.output("scale", 1, exact());
    norm.shift = bench.output("shift", 1, exact());
    backend->batch_norm_evaluation(norm);
    const Outputs outputs = bench.finish();
    check_close(outputs, "scale", 1);
    check_close(outputs, "shift", 0.5 - 2);
    CHECK(outputs.find("running_mean").values[0] == 2);
    CHECK(outputs.find("running_var").values[0] == 8);
  }
}

}  // namespace
}  // namespace sleeve::kernels
