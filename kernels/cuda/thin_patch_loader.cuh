// How the weight gradient loads patches of a map with few channels (slab_loaders.cuh): a thread
// takes adjacent columns of one pixel, whose place it has to find only once.
#pragma once

#include "kernels/cuda/slab_loaders.cuh"
#include "kernels/cuda/thin_patches.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

template <template <int> typename Columns, typename Operand, typename Tile, int kThreads>
class SlabLoader<Loading::kPatches, Columns, Operand, Tile, kThreads> {
 public:
  __device__ __forceinline__ SlabLoader(const PatchGeometry& geometry, const PendingMap& map,
                                        int first_column)
      : geometry_(geometry),
        map_(map),
        first_(geometry.shape, first_column + share_.column),
        raw_(is_raw(map)) {}

  __device__ __forceinline__ void copy(typename Operand::Element*, int, int) const {}
  __device__ __forceinline__ void fetch(int first, int last) {
    real_ = 0;
    const int pixel = share_.pixel(first, 0);
    if (!within(pixel, last)) return;
    origin_ = origin_of(pixel);
    PatchWalk walk = first_;
    SLEEVE_UNROLL
    for (int i = 0; i < kAdjacent; ++i, walk.advance()) {
      if (!walk.inside(origin_)) continue;
      real_ |= 1U << i;
      fetched_[i] = load_element(map_.data, walk.index(origin_));
    }
  }
  __device__ __forceinline__ void store(typename Operand::Element* slab, int, int) const {
    PatchWalk walk = first_;
    SLEEVE_UNROLL
    for (int chunk = 0; chunk < kAdjacent / kChunk; ++chunk) {
      Run<kChunk> run = {};
      SLEEVE_UNROLL
      for (int i = 0; i < kChunk; ++i) {
        const int j = chunk * kChunk + i;
        if ((real_ >> j & 1U) != 0) run.value[i] = raw_ ? fetched_[j] : read(fetched_[j], walk);
        if (!raw_) walk.advance();
      }
      store_16(slab + Tile::at(share_.row, share_.column / kChunk + chunk),
               operand_words<Operand>(run));
    }
  }

 private:
  static constexpr int kChunk = Tile::kChunk;
  static constexpr int kAdjacent = Tile::kLines * Tile::kLength / kThreads;
  using Share = SlabShare<Tile, kThreads, kAdjacent>;
  static_assert(Share::kRows == 1 && kAdjacent % kChunk == 0 && kAdjacent <= 32);

  __device__ __forceinline__ PatchOrigin origin_of(int pixel) const {
    const ConvShape& shape = geometry_.shape;
    const int row = geometry_.width.quotient(pixel);
    const int cover = geometry_.height.quotient(row);
    return patch_origin(shape, cover, row - cover * shape.small_height,
                        pixel - row * shape.small_width);
  }

  /// An element of the map in its pending form.
  __device__ __forceinline__ float read(float element, const PatchWalk& walk) const {
    const int channel = walk.channel();
    const float z = std::fma(scale_of(map_, channel), element, shift_of(map_, channel));
    const float factor =
        map_.keep == nullptr ? map_.keep_scale : dropout_factor(map_, walk.index(origin_));
    return factor * activate(z, map_.activation, map_.slope);
  }

  const PatchGeometry& geometry_;
  const PendingMap& map_;
  Share share_;
  PatchWalk first_;
  bool raw_;
  PatchOrigin origin_;
  float fetched_[kAdjacent];
  unsigned real_ = 0;  // bit i: fetched_[i] is there, and no padding
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
