#include "kernels/cuda/weight_gradient_launch.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void launch_weight_gradient_f32(Context& context, const WeightGradientCall& call,
                                const WeightGradientPlan& plan) {
  launch_weight_gradient<F32Operand>(context, call, plan);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
