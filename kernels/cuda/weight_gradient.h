// conv_weights on a GPU: how its work is divided, and the launches.
#pragma once

#include "kernels/convolution.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// How a weight gradient is divided among blocks. Results depend on it in the last bits, so it
/// follows from the arguments and the device alone.
struct WeightGradientPlan {
  /// Whether a map is of the operands' type and can be loaded 16 bytes at a time.
  bool small_chunks = false, big_chunks = false;
  /// Whether the big map, of few channels and without chunks, is loaded by patches.
  bool patches = false;
  /// 128 x 128 of the gradient for a block, else 64 x 64. Needs chunks of both maps.
  bool large_tile = false;
  int pixels_per_split = 1;  // of the small map, for a block
  int splits = 1;            // whose sums are then added in order
};

WeightGradientPlan plan_weight_gradient(const Context& context, const ConvShape& shape,
                                        const PendingMap& big, const PendingMap& small);

/// So many splits, or fewer where there are not enough pixels.
void set_splits(WeightGradientPlan& plan, Precision precision, const ConvShape& shape, int splits);

/// conv_weights (kernels/cuda/convolution.h), divided as `plan` says.
void conv_weights(Context& context, const ConvShape& shape, const PendingMap& big,
                  const PendingMap& small, float* weight_gradient, bool accumulate,
                  const WeightGradientPlan& plan);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
