// The weight gradient as a product of two matrices whose rows are the pixels of the small map: its
// channels are the columns of one, taps x big channels, the patches, those of the other.
#pragma once

#include <algorithm>
#include <cstddef>

#include "kernels/convolution.h"
#include "kernels/cuda/divisor.cuh"
#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// The two matrices of a shape. Pixels of either map must number less than 2^31.
struct PatchGeometry {
  explicit PatchGeometry(const ConvShape& of)
      : shape(of),
        pixels(int(of.small_pixels())),
        columns(of.kernel * of.kernel * of.big_channels),
        width(of.small_width),
        height(of.small_height) {}

  ConvShape shape;
  int pixels, columns;
  Divisor width, height;  // of the small map
};

// A thread takes kAdjacent columns, which lie side by side in memory. Those beyond the last repeat
// the last ones: nobody reads their sums.

/// Columns of the small map: channels, which are rows of the gradient.
template <int kAdjacent>
class ChannelColumns {
 public:
  __device__ __forceinline__ ChannelColumns(const PatchGeometry& geometry, int column)
      : channel_(std::min(column, geometry.shape.small_channels - kAdjacent)) {}

  /// Of the first.
  __device__ __forceinline__ int channel() const { return channel_; }
  /// The element of the map at a pixel.
  __device__ __forceinline__ bool find(const PatchGeometry& geometry, int pixel,
                                       std::size_t& element) const {
    element =
        std::size_t(pixel) * std::size_t(geometry.shape.small_channels) + std::size_t(channel_);
    return true;
  }

 private:
  int channel_;
};

/// Columns of the patches: channels of the big map at one tap.
template <int kAdjacent>
class PatchColumns {
 public:
  __device__ __forceinline__ PatchColumns(const PatchGeometry& geometry, int column) {
    const ConvShape& shape = geometry.shape;
    column = std::min(column, geometry.columns - kAdjacent);
    const int tap = column / shape.big_channels;
    channel_ = column - tap * shape.big_channels;
    y_ = tap / shape.kernel - shape.padding;
    x_ = tap % shape.kernel - shape.padding;
  }

  __device__ __forceinline__ int channel() const { return channel_; }
  /// The element of the map at the tap of a small pixel; false: it lies outside, in the padding.
  __device__ __forceinline__ bool find(const PatchGeometry& geometry, int pixel,
                                       std::size_t& element) const {
    const ConvShape& shape = geometry.shape;
    const int row = geometry.width.quotient(pixel);
    const int cover = geometry.height.quotient(row);
    const int y = (row - cover * shape.small_height) * shape.stride + y_;
    const int x = (pixel - row * shape.small_width) * shape.stride + x_;
    if (!within(unsigned(y), unsigned(shape.big_height))) return false;
    if (!within(unsigned(x), unsigned(shape.big_width))) return false;
    const int big_pixel = (cover * shape.big_height + y) * shape.big_width + x;
    element = std::size_t(big_pixel) * std::size_t(shape.big_channels) + std::size_t(channel_);
    return true;
  }

 private:
  int channel_, y_, x_;  // of the tap, relative to stride times the small pixel
};

/// Where the first column's element of a pixel lies, or false and 0: a pixel from `last` on, or
/// padding.
template <typename Columns>
__device__ __forceinline__ bool locate(const PatchGeometry& geometry, const Columns& columns,
                                       int pixel, int last, std::size_t& element) {
  element = 0;
  return within(pixel, last) && columns.find(geometry, pixel, element);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
