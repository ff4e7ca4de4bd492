// Adam and the moving average where their paths are known in closed form.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/kernels/backends.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels {
namespace {

using cases::exact;
using cases::kUnitRoundoff;
using cases::Outputs;
using cases::Workbench;

constexpr int kSteps = 20;

/// `run(state)` for kSteps steps that the backend itself counts.
template <typename Run>
Outputs run_steps(Workbench& bench, const Schedule& schedule, Run run) {
  const StepState first = state_of_step(schedule, 0);
  StepState* state = bench.structure<StepState>(
      "state", &first, [](const StepState&) { return std::vector<cases::Output>{}; });
  for (int step = 0; step < kSteps; ++step) {
    if (step > 0) bench.backend().advance(state);
    run(state);
  }
  return bench.finish();
}

TEST_CASE("under a constant gradient Adam moves by rate * g / (|g| + epsilon), every step") {
  // Both corrected moments are then exact from the first step on: g and g * g.
  Schedule schedule;
  schedule.generator_rate = 0.01;
  schedule.discriminator_rate = 0.002;
  schedule.epsilon = 0.5;  // large, to see where it enters
  const std::vector<float> gradients = {2, -0.5F, 0, 1e-3F};
  for (const std::string& name : all_backends()) {
    for (const Network network : {Network::kGenerator, Network::kDiscriminator}) {
      CAPTURE(name);
      CAPTURE(int(network));
      const auto backend = make_backend(name, 2);
      Workbench bench(*backend);
      const std::vector<float> zeros(gradients.size(), 0);
      float* parameters = bench.in_out("parameters", zeros, exact());
      float* exp_avg = bench.in_out("exp_avg", zeros, exact());
      float* exp_avg_sq = bench.in_out("exp_avg_sq", zeros, exact());
      const float* g = bench.input("gradients", gradients);
      const Outputs outputs = run_steps(bench, schedule, [&](const StepState* state) {
        backend->adam(state, network, parameters, g, exp_avg, exp_avg_sq, gradients.size());
      });
      const double rate = network == Network::kGenerator ? 0.01 : 0.002;
      for (std::size_t i = 0; i < gradients.size(); ++i) {
        const double gradient = double(gradients[i]);
        const double expected = -kSteps * rate * gradient / (std::abs(gradient) + 0.5);
        // Every step rounds the parameter and, relative to itself, what is added to it.
        CHECK(std::abs(outputs.find("parameters").values[i] - expected) <=
              kSteps * 16 * kUnitRoundoff * std::abs(expected));
      }
    }
  }
}

TEST_CASE("the moving average starts quickly and ends at its own pace") {
  Schedule schedule;
  schedule.average_decay = 0.5;
  // (1 + t) / (10 + t) for t = 1, 2, ... until it reaches the average's own decay.
  double remaining = 1;
  for (int t = 1; t <= kSteps; ++t) remaining *= std::min(0.5, (1.0 + t) / (10.0 + t));
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const auto backend = make_backend(name, 2);
    Workbench bench(*backend);
    float* average = bench.in_out("average", std::vector{1.0F, 0.0F}, exact());
    const float* parameters = bench.input("parameters", std::vector{0.0F, 1.0F});
    const Outputs outputs = run_steps(bench, schedule, [&](const StepState* state) {
      backend->moving_average(state, average, parameters, 2);
    });
    CHECK(std::abs(outputs.find("average").values[0] - remaining) <=
          kSteps * 4 * kUnitRoundoff * remaining);
    CHECK(std::abs(outputs.find("average").values[1] - (1 - remaining)) <=
          kSteps * 4 * kUnitRoundoff);
  }
}

}  // namespace
}  // namespace sleeve::kernels
