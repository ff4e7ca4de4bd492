#include "kernels/step_state.h"

#include <algorithm>
#include <cmath>

namespace sleeve::kernels {

StepState state_of_step(const Schedule& schedule, std::uint64_t step) {
  const double t = static_cast<double>(step) + 1;
  StepState state;
  state.step = step;
  state.schedule = schedule;
  state.correction1 = 1 - std::pow(schedule.beta1, t);
  state.correction2 = 1 - std::pow(schedule.beta2, t);
  state.average_decay = static_cast<float>(std::min(schedule.average_decay, (1 + t) / (10 + t)));
  state.instance_noise = static_cast<float>(
      schedule.instance_noise * std::pow(schedule.instance_noise_decay, static_cast<double>(step)));
  return state;
}

}  // namespace sleeve::kernels
