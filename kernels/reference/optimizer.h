// Adam, and the moving average of its results.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/backend.h"

namespace sleeve::kernels::reference {

/// Kingma & Ba 2014 with the corrections where PyTorch has them: the step is rate / correction1,
/// the denominator sqrt(v) / sqrt(correction2) + epsilon.
inline void adam(const StepState& state, Network network, float* parameters, const float* gradients,
                 float* exp_avg, float* exp_avg_sq, std::size_t n) {
  const Schedule& schedule = state.schedule;
  const double rate =
      network == Network::kGenerator ? schedule.generator_rate : schedule.discriminator_rate;
  for (std::size_t i = 0; i < n; ++i) {
    const double g = double(gradients[i]);
    const double m = schedule.beta1 * double(exp_avg[i]) + (1 - schedule.beta1) * g;
    const double v = schedule.beta2 * double(exp_avg_sq[i]) + (1 - schedule.beta2) * g * g;
    const double denominator = std::sqrt(v) / std::sqrt(state.correction2) + schedule.epsilon;
    exp_avg[i] = static_cast<float>(m);
    exp_avg_sq[i] = static_cast<float>(v);
    parameters[i] =
        static_cast<float>(double(parameters[i]) - rate / state.correction1 * m / denominator);
  }
}

inline void moving_average(const StepState& state, float* average, const float* parameters,
                           std::size_t n) {
  const double decay = double(state.average_decay);
  for (std::size_t i = 0; i < n; ++i) {
    average[i] =
        static_cast<float>(decay * double(average[i]) + (1 - decay) * double(parameters[i]));
  }
}

}  // namespace sleeve::kernels::reference
