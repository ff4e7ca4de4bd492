#include <string>

#include "kernels/cuda/grids.h"
#include "kernels/cuda/optimizer.cuh"
#include "kernels/cuda/optimizer.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void advance(Context& context, StepState* state) {
  launch(context.stream, "advance", {.grid = dim3(1), .block = dim3(1)}, advance_kernel, state);
}

void adam(Context& context, const StepState* state, Network network, float* parameters,
          const float* gradients, float* exp_avg, float* exp_avg_sq, std::size_t n) {
  with_run<kFloatRun>(aligned_16(parameters, gradients, exp_avg, exp_avg_sq), [&](auto run) {
    launch(context.stream, "adam of " + std::to_string(n), grid_of_runs(context, n, run),
           adam_kernel<run>, state, network, parameters, gradients, exp_avg, exp_avg_sq, n);
  });
}

void moving_average(Context& context, const StepState* state, float* average,
                    const float* parameters, std::size_t n) {
  with_run<kFloatRun>(aligned_16(average, parameters), [&](auto run) {
    launch(context.stream, "moving_average of " + std::to_string(n), grid_of_runs(context, n, run),
           moving_average_kernel<run>, state, average, parameters, n);
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
