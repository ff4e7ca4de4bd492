// One launch of weight_gradient_kernel, in a file of its own for each precision.
#pragma once

#include <string>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/weight_gradient.cuh"
#include "kernels/cuda/weight_gradient.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void launch_weight_gradient_bf16(Context& context, const WeightGradientCall& call,
                                 const WeightGradientPlan& plan);
void launch_weight_gradient_tf32(Context& context, const WeightGradientCall& call,
                                 const WeightGradientPlan& plan);
void launch_weight_gradient_f32(Context& context, const WeightGradientCall& call,
                                const WeightGradientPlan& plan);

/// "conv_weights 64x4x4x512 by 64x8x8x256", small by big map: what errors call the launch.
inline std::string launch_name(const ConvShape& shape) {
  const auto sizes = [&](int height, int width, int channels) {
    return std::to_string(shape.batch) + "x" + std::to_string(height) + "x" +
           std::to_string(width) + "x" + std::to_string(channels);
  };
  return "conv_weights " + sizes(shape.small_height, shape.small_width, shape.small_channels) +
         " by " + sizes(shape.big_height, shape.big_width, shape.big_channels);
}

template <typename Operand, int kSide, Loading kSmallLoading, Loading kBigLoading>
void launch_weight_gradient(Context& context, const WeightGradientCall& call, int splits) {
  using Tiling = WeightTiling<Operand, kSide>;
  const ConvShape& shape = call.geometry.shape;
  const auto tiles = [](int n) { return unsigned((n + kSide - 1) / kSide); };
  launch(context.stream, launch_name(shape),
         {.grid = dim3(tiles(call.geometry.columns), tiles(shape.small_channels), unsigned(splits)),
          .block = dim3(Tiling::Product::kThreads),
          .shared_bytes = Tiling::kSharedBytes},
         weight_gradient_kernel<Operand, kSide, kSmallLoading, kBigLoading>, call);
}

/// Chooses the kernel. Large tiles are for maps of the operand's type; one that is read as it is
/// comes by asynchronous copies.
template <typename Operand>
void launch_weight_gradient(Context& context, const WeightGradientCall& call,
                            const WeightGradientPlan& plan) {
  constexpr Loading kCopied = Loading::kCopied, kStaged = Loading::kStaged;
  constexpr Loading kElements = Loading::kElements, kPatches = Loading::kPatches;
  if (plan.large_tile) {
    if (is_raw(call.big)) {
      return launch_weight_gradient<Operand, 128, kStaged, kCopied>(context, call, plan.splits);
    }
    if (is_raw(call.small)) {
      return launch_weight_gradient<Operand, 128, kCopied, kStaged>(context, call, plan.splits);
    }
    return launch_weight_gradient<Operand, 128, kStaged, kStaged>(context, call, plan.splits);
  }
  const bool small = plan.small_chunks, big = plan.big_chunks;
  if (plan.patches && small) {
    return launch_weight_gradient<Operand, 64, kStaged, kPatches>(context, call, plan.splits);
  }
  if (plan.patches) {
    return launch_weight_gradient<Operand, 64, kElements, kPatches>(context, call, plan.splits);
  }
  if (small && big) {
    return launch_weight_gradient<Operand, 64, kStaged, kStaged>(context, call, plan.splits);
  }
  if (small) {
    return launch_weight_gradient<Operand, 64, kStaged, kElements>(context, call, plan.splits);
  }
  if (big) {
    return launch_weight_gradient<Operand, 64, kElements, kStaged>(context, call, plan.splits);
  }
  return launch_weight_gradient<Operand, 64, kElements, kElements>(context, call, plan.splits);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
