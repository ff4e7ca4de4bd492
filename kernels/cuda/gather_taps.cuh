// Where the rows and taps of a gather convolution lie.
#pragma once

#include "kernels/convolution.h"
#include "kernels/cuda/gather_convolution.h"
#include "kernels/cuda/target.cuh"
#include "kernels/portable.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// The taps of a phase along one axis: tap i reads the source `first + i` further than its row's
/// position, by kernel element kernel_first + i, in conv_up kernel_first - i * stride.
struct AxisTaps {
  int first, count, kernel_first;
};

template <Direction kDirection>
SLEEVE_HOST_DEVICE inline AxisTaps axis_taps(const ConvShape& shape, int residue) {
  if constexpr (kDirection == Direction::kDown) return {-shape.padding, shape.kernel, 0};
  // Kernel element residue + padding - stride * offset must be one: 0 <= it < kernel.
  const int highest = residue + shape.padding, lowest = highest - shape.kernel + 1;
  const int first = lowest > 0 ? (lowest + shape.stride - 1) / shape.stride : lowest / shape.stride;
  const int last = highest / shape.stride;
  return {first, last - first + 1, highest - shape.stride * first};
}

/// Rows along one axis of a phase.
template <Direction kDirection>
SLEEVE_HOST_DEVICE inline int axis_rows(const ConvShape& shape, int big, int small, int residue) {
  return kDirection == Direction::kDown ? small : (big - residue + shape.stride - 1) / shape.stride;
}

template <Direction kDirection>
SLEEVE_HOST_DEVICE inline int phase_count(const ConvShape& shape) {
  return kDirection == Direction::kDown ? 1 : shape.stride * shape.stride;
}

template <Direction kDirection>
SLEEVE_HOST_DEVICE inline int source_channels(const ConvShape& shape) {
  return kDirection == Direction::kDown ? shape.big_channels : shape.small_channels;
}

/// One of the phases of a convolution.
template <Direction kDirection>
struct Phase {
  int residue_y, residue_x;
  int height, width;  // rows along the axes
  AxisTaps y, x;

  SLEEVE_HOST_DEVICE Phase(const ConvShape& shape, int index)
      : residue_y(index / shape.stride),
        residue_x(index % shape.stride),
        height(axis_rows<kDirection>(shape, shape.big_height, shape.small_height, residue_y)),
        width(axis_rows<kDirection>(shape, shape.big_width, shape.small_width, residue_x)),
        y(axis_taps<kDirection>(shape, residue_y)),
        x(axis_taps<kDirection>(shape, residue_x)) {}

  SLEEVE_HOST_DEVICE int rows(const ConvShape& shape) const { return shape.batch * height * width; }
  /// Slabs of `depth`: a tap takes whole ones, so that all of a slab is of one tap.
  SLEEVE_HOST_DEVICE int slabs(const ConvShape& shape, int depth) const {
    return y.count * x.count * ((source_channels<kDirection>(shape) + depth - 1) / depth);
  }
};

/// A row's first tap in the source, and its pixel in the result.
struct GatherRow {
  int y, x;          // of the source; may lie outside
  int source_pixel;  // of (y, x), if it lay inside
  int result_pixel;
};

template <Direction kDirection>
__device__ __forceinline__ GatherRow gather_row(const ConvShape& shape,
                                                const Phase<kDirection>& phase, int row) {
  const int x = row % phase.width, y = row / phase.width % phase.height;
  const int cover = row / (phase.width * phase.height);
  if constexpr (kDirection == Direction::kDown) {
    const int source_y = y * shape.stride + phase.y.first;
    const int source_x = x * shape.stride + phase.x.first;
    return {source_y, source_x, (cover * shape.big_height + source_y) * shape.big_width + source_x,
            row};
  } else {
    const int source_y = y + phase.y.first, source_x = x + phase.x.first;
    const int big_y = y * shape.stride + phase.residue_y;
    const int big_x = x * shape.stride + phase.residue_x;
    return {source_y, source_x,
            (cover * shape.small_height + source_y) * shape.small_width + source_x,
            (cover * shape.big_height + big_y) * shape.big_width + big_x};
  }
}

/// Goes through the slabs of a phase: its taps, and for each the source's channels.
template <Direction kDirection>
class SlabWalk {
 public:
  __device__ __forceinline__ SlabWalk(const ConvShape& shape, const Phase<kDirection>& phase,
                                      int slab, int depth)
      : shape_(shape), taps_x_(phase.x.count) {
    const int slabs_per_tap = (source_channels<kDirection>(shape) + depth - 1) / depth;
    const int tap = slab / slabs_per_tap;
    channel = slab % slabs_per_tap * depth;
    tap_y = taps_x_ > 0 ? tap / taps_x_ : 0;
    tap_x = tap - tap_y * taps_x_;
    kernel_element = (phase.y.kernel_first + tap_y * step()) * shape.kernel + phase.x.kernel_first +
                     tap_x * step();
  }

  __device__ __forceinline__ void advance(int depth) {
    channel += depth;
    if (channel < source_channels<kDirection>(shape_)) return;
    channel = 0;
    ++tap_x;
    kernel_element += step();
    if (tap_x < taps_x_) return;
    tap_x = 0;
    ++tap_y;
    kernel_element += step() * (shape_.kernel - taps_x_);
  }

  int channel, tap_y, tap_x;
  int kernel_element;  // of the weight: i * kernel + j

 private:
  __device__ __forceinline__ int step() const {
    return kDirection == Direction::kDown ? 1 : -shape_.stride;
  }

  const ConvShape& shape_;
  int taps_x_;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
