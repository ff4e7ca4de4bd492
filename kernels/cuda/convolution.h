// The three convolutions of kernels/convolution.h on a GPU. They check the shape first, and take
// maps of either element type in every precision.
#pragma once

#include "kernels/convolution.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void conv_down(Context& context, const ConvShape& shape, const PendingMap& big,
               const ConvWeight& weight, Elements small, const ConvEpilogue& epilogue);
void conv_up(Context& context, const ConvShape& shape, const PendingMap& small,
             const ConvWeight& weight, Elements big, const ConvEpilogue& epilogue);
void conv_weights(Context& context, const ConvShape& shape, const PendingMap& big,
                  const PendingMap& small, float* weight_gradient, bool accumulate);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
