#include <algorithm>
#include <iterator>
#include <utility>

#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/schedule_inputs.h"

namespace sleeve::kernels::cases {
namespace {

struct AdvanceCase {
  std::uint64_t step;

  void launch(Workbench& bench) const {
    const StepState before = state_at(step);
    StepState* state = bench.structure<StepState>("state", &before, [](const StepState& after) {
      const Schedule& schedule = after.schedule;
      // Powers in double: exact up to a few units of its own roundoff.
      const Tolerance in_double = [](const Output&, const Outputs&) { return 0x1p-50; };
      return std::vector<Output>{
          {"constants",
           {double(after.step), double(schedule.seed), schedule.generator_rate,
            schedule.discriminator_rate, schedule.beta1, schedule.beta2, schedule.epsilon,
            schedule.average_decay, schedule.instance_noise, schedule.instance_noise_decay},
           exact()},
          {"corrections", {after.correction1, after.correction2}, in_double},
          {"rounded", {double(after.average_decay), double(after.instance_noise)}, rounded(2)}};
    });
    bench.backend().advance(state);
  }
};

struct AdamCase {
  std::size_t n;
  std::uint64_t step;
  Network network;

  void launch(Workbench& bench) const {
    const StepState* state = bench.input("state", std::vector{state_at(step)});
    // Some gradients are 0 with moments of 0: epsilon alone stands below.
    std::vector<float> gradient_values = uniform(2, n), first = uniform(3, n),
                       second = uniform(4, n, 0, 1);
    for (std::size_t i = 0; i < n; i += 5) gradient_values[i] = first[i] = second[i] = 0;
    float* parameters = bench.in_out("parameters", uniform(1, n, -0.01F, 0.01F), rounded(8));
    const float* gradients = bench.input("gradients", gradient_values);
    float* exp_avg = bench.in_out("exp_avg", first, rounded(4));
    float* exp_avg_sq = bench.in_out("exp_avg_sq", second, rounded(5));
    bench.backend().adam(state, network, parameters, gradients, exp_avg, exp_avg_sq, n);
  }
};

struct MovingAverageCase {
  std::size_t n;
  std::uint64_t step;

  void launch(Workbench& bench) const {
    const StepState* state = bench.input("state", std::vector{state_at(step)});
    float* average = bench.in_out("average", uniform(1, n), rounded(4));
    bench.backend().moving_average(state, average, bench.input("parameters", uniform(2, n)), n);
  }
};

struct RoundWeightsCase {
  std::size_t n;

  void launch(Workbench& bench) const {
    std::vector<float> values = uniform(1, n, -300, 300);
    // Ties go to even, up into the exponent too; the largest; a denormal; a zero with a sign.
    const float hard[] = {0x1.01p0F, 0x1.03p0F, -0x1.01p0F, 0x1.FFp0F, 3.38e38F, 1e-40F, -0.0F};
    for (std::size_t i = 0; i < std::min(n, std::size(hard)); ++i) values[i] = hard[i];
    Bfloat16* rounded = bench.output<Bfloat16>("rounded", n, exact());
    bench.backend().round_weights(bench.input("values", values), n, rounded);
  }
};

}  // namespace

void add_optimizer_cases(std::vector<Case>& cases) {
  for (const std::size_t n :
       {std::size_t(1), std::size_t(7), std::size_t(17), std::size_t(70001)}) {
    const RoundWeightsCase round = {n};
    cases.push_back(
        {"round_weights/" + std::to_string(n), [round](Workbench& bench) { round.launch(bench); }});
  }
  for (const std::uint64_t step : {std::uint64_t(0), std::uint64_t(41), std::uint64_t(100000)}) {
    const AdvanceCase advance = {step};
    const std::string at_step = "/step" + std::to_string(step);
    cases.push_back({"advance" + at_step, [advance](Workbench& bench) { advance.launch(bench); }});
    for (const std::size_t n :
         {std::size_t(1), std::size_t(3), std::size_t(17), std::size_t(70001)}) {
      for (const auto& [network_name, network] :
           {std::pair{"generator/", Network::kGenerator},
            std::pair{"discriminator/", Network::kDiscriminator}}) {
        const AdamCase adam = {n, step, network};
        const std::string name = std::string("adam/") + network_name + std::to_string(n) + at_step;
        cases.push_back({name, [adam](Workbench& bench) { adam.launch(bench); }});
      }
      const MovingAverageCase average = {n, step};
      const std::string name = "moving_average/" + std::to_string(n) + at_step;
      cases.push_back({name, [average](Workbench& bench) { average.launch(bench); }});
    }
  }
}

}  // namespace sleeve::kernels::cases
