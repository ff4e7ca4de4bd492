// Adam, the moving average of its results, and the step they belong to.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/backend.h"
#include "kernels/cuda/runs.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

static __global__ void advance_kernel(StepState* state) {
  *state = state_of_step(state->schedule, state->step + 1);
}

template <int kRun>
__global__ void adam_kernel(const StepState* state, Network network, float* __restrict__ parameters,
                            const float* __restrict__ gradients, float* __restrict__ exp_avg,
                            float* __restrict__ exp_avg_sq, std::size_t n) {
  const Schedule& schedule = state->schedule;
  const double rate =
      network == Network::kGenerator ? schedule.generator_rate : schedule.discriminator_rate;
  const float beta1 = float(schedule.beta1), other1 = float(1 - schedule.beta1);
  const float beta2 = float(schedule.beta2), other2 = float(1 - schedule.beta2);
  const float step_size = float(-rate / state->correction1);
  const float root_correction = float(std::sqrt(state->correction2));
  const float epsilon = float(schedule.epsilon);
  for_each_run<kRun>(n, [&](auto length, std::size_t at) {
    Run<length> parameter = load_run<length>(parameters + at);
    Run<length> first = load_run<length>(exp_avg + at), second = load_run<length>(exp_avg_sq + at);
    const Run<length> gradient = load_run<length>(gradients + at);
    for (int i = 0; i < length; ++i) {
      const float g = gradient.value[i];
      first.value[i] = std::fma(beta1, first.value[i], other1 * g);
      second.value[i] = std::fma(beta2, second.value[i], other2 * (g * g));
      const float denominator = std::sqrt(second.value[i]) / root_correction + epsilon;
      parameter.value[i] = std::fma(step_size, first.value[i] / denominator, parameter.value[i]);
    }
    store_run(exp_avg + at, first);
    store_run(exp_avg_sq + at, second);
    store_run(parameters + at, parameter);
  });
}

template <int kRun>
__global__ void moving_average_kernel(const StepState* state, float* __restrict__ average,
                                      const float* __restrict__ parameters, std::size_t n) {
  const float decay = state->average_decay, other = 1 - decay;
  for_each_run<kRun>(n, [&](auto length, std::size_t at) {
    Run<length> value = load_run<length>(average + at);
    const Run<length> parameter = load_run<length>(parameters + at);
    for (int i = 0; i < length; ++i) {
      value.value[i] = std::fma(decay, value.value[i], other * parameter.value[i]);
    }
    store_run(average + at, value);
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
