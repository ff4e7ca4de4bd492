// conv_down and conv_up where the big map is an image, or the gradient of one: with so few channels
// a tap is no slab of a product, and an image no tile of columns. All taps together are both: what
// a kernel reaches of the big map, its patch, is one row of kernel x kernel x channels elements,
// and a weight [small][kernel][kernel][big] is, as it lies in memory, a matrix with such rows.
//   conv_down  small = patches x weight^T, a patch being one row of the product: thin_down.cuh
//   conv_up    small x weight gives every small pixel's contributions to its patch, and a big pixel
//              sums those that reach it: thin_up.cuh
// (conv_weights, small^T x patches, is a product of many pixels anyway: weight_gradient.cuh.)
#pragma once

#include <string>

#include "kernels/convolution.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

inline constexpr int kMostThinChannels = 4;
/// Elements of a patch, so that shared memory holds patches or contributions of a tile.
inline constexpr int kMostPatchElements = 128;

/// Whether the kernels here take the shape. A small map of one pixel is better off with those that
/// can split the depth.
inline bool thin(const ConvShape& shape) {
  return shape.big_channels <= kMostThinChannels &&
         shape.kernel * shape.kernel * shape.big_channels <= kMostPatchElements &&
         (shape.small_height > 1 || shape.small_width > 1);
}

/// The shape of the product: a convolution of kernel 1 between the small map and one whose pixels
/// have all of a patch as channels.
inline ConvShape product_of_patches(const ConvShape& shape) {
  ConvShape product = shape;
  product.big_height = shape.small_height;
  product.big_width = shape.small_width;
  product.big_channels = shape.kernel * shape.kernel * shape.big_channels;
  product.kernel = product.stride = 1;
  product.padding = 0;
  return product;
}

/// Of a thin shape, which has been checked; arguments as those of kernels/cuda/convolution.h.
/// `name` is what errors call the launch.
void thin_conv_down(Context& context, const std::string& name, const ConvShape& shape,
                    const PendingMap& big, const ConvWeight& weight, Elements small,
                    const ConvEpilogue& epilogue);
/// The epilogue wants no sums over channels: those of an image are not worth a kernel of their own.
void thin_conv_up(Context& context, const std::string& name, const ConvShape& shape,
                  const PendingMap& small, const ConvWeight& weight, Elements big,
                  const ConvEpilogue& epilogue);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
