#include "tests/kernels/cases/optimizer_case.h"

#include <algorithm>
#include <iterator>

#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/schedule_inputs.h"

namespace sleeve::kernels::cases {

void AdvanceCase::launch(Workbench& bench) const {
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
  bench.launch([=, *this](Backend& backend) { backend.advance(state); });
}

void AdamCase::launch(Workbench& bench) const {
  const StepState* state = bench.input("state", std::vector{state_at(step)});
  // Some gradients are 0 with moments of 0: epsilon alone stands below.
  std::vector<float> gradient_values = uniform(2, n), first = uniform(3, n),
                     second = uniform(4, n, 0, 1);
  for (std::size_t i = 0; i < n; i += 5) gradient_values[i] = first[i] = second[i] = 0;
  float* parameters = bench.in_out("parameters", uniform(1, n, -0.01F, 0.01F), rounded(8));
  const float* gradients = bench.input("gradients", gradient_values);
  float* exp_avg = bench.in_out("exp_avg", first, rounded(4));
  float* exp_avg_sq = bench.in_out("exp_avg_sq", second, rounded(5));
  bench.launch([=, *this](Backend& backend) {
    backend.adam(state, network, parameters, gradients, exp_avg, exp_avg_sq, n);
  });
}

void MovingAverageCase::launch(Workbench& bench) const {
  const StepState* state = bench.input("state", std::vector{state_at(step)});
  float* average = bench.in_out("average", uniform(1, n), rounded(4));
  const float* parameters = bench.input("parameters", uniform(2, n));
  bench.launch(
      [=, *this](Backend& backend) { backend.moving_average(state, average, parameters, n); });
}

void RoundWeightsCase::launch(Workbench& bench) const {
  std::vector<float> values = uniform(1, n, -300, 300);
  // Ties go to even, up into the exponent too; the largest; a denormal; a zero with a sign.
  const float hard[] = {0x1.01p0F, 0x1.03p0F, -0x1.01p0F, 0x1.FFp0F, 3.38e38F, 1e-40F, -0.0F};
  for (std::size_t i = 0; i < std::min(n, std::size(hard)); ++i) values[i] = hard[i];
  Bfloat16* rounded = bench.output<Bfloat16>("rounded", n, exact());
  const float* full = bench.input("values", values);
  bench.launch([=, *this](Backend& backend) { backend.round_weights(full, n, rounded); });
}

}  // namespace sleeve::kernels::cases
