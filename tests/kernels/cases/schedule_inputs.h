// A step's state for the cases.
#pragma once

#include <cstdint>

#include "kernels/step_state.h"

namespace sleeve::kernels::cases {

/// The state of `step` in a run whose constants are all unlike each other.
inline StepState state_at(std::uint64_t step, std::uint64_t seed = 7) {
  Schedule schedule;
  schedule.seed = seed;
  schedule.generator_rate = 3e-4;
  schedule.discriminator_rate = 1e-4;
  schedule.instance_noise = 0.5;
  schedule.instance_noise_decay = 0.99;
  return state_of_step(schedule, step);
}

}  // namespace sleeve::kernels::cases
