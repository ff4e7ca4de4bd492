// Whatever changes from step to step, in device memory, read by kernels where they run.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/portable.h"

namespace sleeve::kernels {

/// Constants of a run from which each step's state follows.
struct Schedule {
  std::uint64_t seed = 1;
  double generator_rate = 2e-4, discriminator_rate = 2e-4;
  double beta1 = 0.5, beta2 = 0.999, epsilon = 1e-8;
  double average_decay = 0.999;
  double instance_noise = 0;        // standard deviation at step 0 ...
  double instance_noise_decay = 1;  // ... times this to the power of step
};

struct StepState {
  std::uint64_t step = 0;  // steps finished before this one
  Schedule schedule;
  // Derived by state_of_step, t = step + 1:
  double correction1 = 0;    // 1 - beta1^t
  double correction2 = 0;    // 1 - beta2^t
  float average_decay = 0;   // min(schedule.average_decay, (1 + t) / (10 + t))
  float instance_noise = 0;  // standard deviation in this step
};

/// The state of step `step`; shared by every backend's advance.
SLEEVE_HOST_DEVICE inline StepState state_of_step(const Schedule& schedule, std::uint64_t step) {
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
