// Patches of a map with few channels: what a kernel reaches from one small pixel, in the order of
// the weight. A row of the kernel reads consecutive elements of a row of the map.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/convolution.h"
#include "kernels/cuda/pending.cuh"
#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Where a patch begins: a row of the map, and an element of that row; both may lie outside.
struct PatchOrigin {
  int y, x;
  std::int64_t element;  // of the map, if it lay inside
};

/// Of small pixel (y, x) of a cover.
__device__ __forceinline__ PatchOrigin patch_origin(const ConvShape& shape, int cover, int y,
                                                    int x) {
  const int big_y = y * shape.stride - shape.padding;
  const int big_x = (x * shape.stride - shape.padding) * shape.big_channels;
  const std::int64_t row = std::int64_t(cover) * shape.big_height + big_y;
  return {big_y, big_x, row * (shape.big_width * shape.big_channels) + big_x};
}

/// Goes through the elements of patches.
class PatchWalk {
 public:
  __device__ __forceinline__ explicit PatchWalk(const ConvShape& shape, int element = 0)
      : height_(shape.big_height),
        row_length_(shape.big_width * shape.big_channels),
        patch_row_length_(shape.kernel * shape.big_channels),
        channels_(shape.big_channels),
        rows_(shape.kernel),
        y_(element / patch_row_length_),
        x_(element % patch_row_length_),
        channel_(x_ % channels_) {}

  /// Whether the element is one of the patch, and of that patch no padding.
  __device__ __forceinline__ bool inside(const PatchOrigin& origin) const {
    return within(y_, rows_) && within(unsigned(origin.y + y_), unsigned(height_)) &&
           within(unsigned(origin.x + x_), unsigned(row_length_));
  }
  /// Its place in the map.
  __device__ __forceinline__ std::size_t index(const PatchOrigin& origin) const {
    return std::size_t(origin.element + std::int64_t(y_) * row_length_ + x_);
  }
  __device__ __forceinline__ int channel() const { return channel_; }

  __device__ __forceinline__ void advance() {
    if (++channel_ == channels_) channel_ = 0;
    if (++x_ < patch_row_length_) return;
    x_ = 0;
    ++y_;
  }

 private:
  int height_, row_length_;  // of the map
  int patch_row_length_, channels_, rows_;
  int y_, x_, channel_;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
