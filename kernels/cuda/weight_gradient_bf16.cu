#include "kernels/cuda/weight_gradient_launch.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void launch_weight_gradient_bf16(Context& context, const WeightGradientCall& call,
                                 const WeightGradientPlan& plan) {
  launch_weight_gradient<Bf16Operand>(context, call, plan);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
