// How the threads of a block bring slabs of a matrix of pixels x columns into shared memory, as
// operands of a product: copied as they are, or staged in registers and changed on the way.
//
// A loader belongs to a thread. It has its column, or few adjacent ones, for the whole of the
// product, so a channel's scale and shift are read once; down the pixels only addresses change.
//   copy(slab, first, last)   starts asynchronous copies of pixels [first, first + depth)
//   fetch(first, last)        loads them into registers
//   store(slab, first, last)  writes what was fetched, in its pending form, into a slab
// Pixels from `last` on and padded taps are 0.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/cuda/operands.cuh"
#include "kernels/cuda/patch_columns.cuh"
#include "kernels/cuda/pending.cuh"
#include "kernels/cuda/shared_tile.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

enum class Loading : std::uint8_t {
  kCopied,    // raw elements of the operand's type, 16 bytes at a time
  kStaged,    // the same in a pending form other than tanh
  kElements,  // anything, element by element
  kPatches,   // patches of a map with few channels, several elements at a time
};

/// Which part of a slab a thread takes: kAdjacent columns of rows `row`, row + kRowStep, ...
template <typename Tile, int kThreads, int kAdjacentColumns>
struct SlabShare {
  static constexpr int kAdjacent = kAdjacentColumns;
  static constexpr int kAcross = Tile::kLength / kAdjacent;
  static constexpr int kRowStep = kThreads / kAcross, kRows = Tile::kLines / kRowStep;
  static_assert(kThreads % kAcross == 0 && Tile::kLines % kRowStep == 0 && kRows <= 32);

  int column = int(threadIdx.x) % kAcross * kAdjacent;
  int row = int(threadIdx.x) / kAcross;

  __device__ __forceinline__ int pixel(int first, int i) const {
    return first + row + i * kRowStep;
  }
  __device__ __forceinline__ int in_slab(int i) const {
    return Tile::at(row + i * kRowStep, column / Tile::kChunk) + column % Tile::kChunk;
  }
};

/// Columns: ChannelColumns or PatchColumns. Operand: of kernels/cuda/operands.cuh. Tile: the slab,
/// a tile of pixels x columns.
template <Loading kLoading, template <int> typename Columns, typename Operand, typename Tile,
          int kThreads>
class SlabLoader;

template <template <int> typename Columns, typename Operand, typename Tile, int kThreads>
class SlabLoader<Loading::kCopied, Columns, Operand, Tile, kThreads> {
 public:
  __device__ __forceinline__ SlabLoader(const PatchGeometry& geometry, const PendingMap& map,
                                        int first_column)
      : geometry_(geometry), map_(map), columns_(geometry, first_column + share_.column) {}

  __device__ __forceinline__ void copy(typename Operand::Element* slab, int first, int last) const {
    SLEEVE_UNROLL
    for (int i = 0; i < Share::kRows; ++i) {
      std::size_t element;
      const bool real = locate(geometry_, columns_, share_.pixel(first, i), last, element);
      copy_async_16(slab + share_.in_slab(i), operand_elements<Operand>(map_.data) + element, real);
    }
  }
  __device__ __forceinline__ void fetch(int, int) {}
  __device__ __forceinline__ void store(typename Operand::Element*, int, int) const {}

 private:
  using Element = typename Operand::Element;
  using Share = SlabShare<Tile, kThreads, Tile::kChunk>;
  const PatchGeometry& geometry_;
  const PendingMap& map_;
  Share share_;
  Columns<Share::kAdjacent> columns_;
};

template <template <int> typename Columns, typename Operand, typename Tile, int kThreads>
class SlabLoader<Loading::kStaged, Columns, Operand, Tile, kThreads> {
 public:
  __device__ __forceinline__ SlabLoader(const PatchGeometry& geometry, const PendingMap& map,
                                        int first_column)
      : geometry_(geometry), map_(map), columns_(geometry, first_column + share_.column) {}

  __device__ __forceinline__ void copy(typename Operand::Element*, int, int) const {}
  __device__ __forceinline__ void fetch(int first, int last) {
    real_ = 0;
    SLEEVE_UNROLL
    for (int i = 0; i < Share::kRows; ++i) {
      fetched_[i] = {};
      std::size_t element;
      if (!locate(geometry_, columns_, share_.pixel(first, i), last, element)) continue;
      real_ |= 1U << i;
      fetched_[i] = load_16(operand_elements<Operand>(map_.data) + element);
    }
  }
  __device__ __forceinline__ void store(typename Operand::Element* slab, int first, int last) {
    // By fours: scales and shifts of all columns at once are more registers than there are beside
    // the product's sums.
    SLEEVE_UNROLL
    for (int part = 0; part < kParts; ++part) {
      const Run<4> scale = form_run(map_.scale, 4 * part, 1);
      const Run<4> shift = form_run(map_.shift, 4 * part, 0);
      SLEEVE_UNROLL
      for (int i = 0; i < Share::kRows; ++i) {
        Run<4> run = unpack(fetched_[i], part);
        apply_form(run, scale, shift, negative_slope(map_));
        if (map_.keep != nullptr) drop_out(run, share_.pixel(first, i), last, 4 * part);
        pack(fetched_[i], part, run);
      }
    }
    SLEEVE_UNROLL
    for (int i = 0; i < Share::kRows; ++i) {
      const bool real = (real_ >> i & 1U) != 0;
      store_16(slab + share_.in_slab(i), real ? fetched_[i] : Words4{});
    }
  }

 private:
  using Element = typename Operand::Element;
  using Share = SlabShare<Tile, kThreads, Tile::kChunk>;
  static constexpr int kParts = Tile::kChunk / 4;

  static __device__ __forceinline__ Run<4> unpack(const Words4& words, int part) {
    Run<4> run;
    SLEEVE_UNROLL
    for (int i = 0; i < 4; ++i) {
      if constexpr (Operand::kPrecision == Precision::kBf16) {
        const std::uint32_t pair = words.word[2 * part + i / 2];
        run.value[i] = std::bit_cast<float>(i % 2 == 0 ? pair << 16 : pair & 0xFFFF0000U);
      } else {
        run.value[i] = std::bit_cast<float>(words.word[i]);
      }
    }
    return run;
  }
  static __device__ __forceinline__ void pack(Words4& words, int part, const Run<4>& run) {
    if constexpr (Operand::kPrecision == Precision::kBf16) {
      words.word[2 * part] = pack_bfloat16(run.value[0], run.value[1]);
      words.word[2 * part + 1] = pack_bfloat16(run.value[2], run.value[3]);
    } else {
      words = operand_words<Operand>(run);
    }
  }
  /// Four scales or shifts: read again for every slab, from the cache.
  __device__ __forceinline__ Run<4> form_run(const float* values, int column,
                                             float otherwise) const {
    if (values != nullptr) return load_run<4>(values + columns_.channel() + column);
    return {{otherwise, otherwise, otherwise, otherwise}};
  }
  /// Recipes with dropout are rare: finding the mask's place again costs the others no registers.
  __device__ __forceinline__ void drop_out(Run<4>& run, int pixel, int last, int column) const {
    std::size_t element;
    if (!locate(geometry_, columns_, pixel, last, element)) return;
    SLEEVE_UNROLL
    for (int i = 0; i < 4; ++i) {
      run.value[i] *= dropout_factor(map_, element + std::size_t(column + i));
    }
  }

  const PatchGeometry& geometry_;
  const PendingMap& map_;
  Share share_;
  Columns<Share::kAdjacent> columns_;
  Words4 fetched_[Share::kRows];
  unsigned real_ = 0;  // bit i: row i of the share is a pixel and no padding
};

template <template <int> typename Columns, typename Operand, typename Tile, int kThreads>
class SlabLoader<Loading::kElements, Columns, Operand, Tile, kThreads> {
 public:
  __device__ __forceinline__ SlabLoader(const PatchGeometry& geometry, const PendingMap& map,
                                        int first_column)
      : geometry_(geometry),
        map_(map),
        columns_(geometry, first_column + share_.column),
        scale_(scale_of(map, columns_.channel())),
        shift_(shift_of(map, columns_.channel())) {}

  __device__ __forceinline__ void copy(typename Operand::Element*, int, int) const {}
  __device__ __forceinline__ void fetch(int first, int last) {
    real_ = 0;
    SLEEVE_UNROLL
    for (int i = 0; i < Share::kRows; ++i) {
      std::size_t element;
      if (!locate(geometry_, columns_, share_.pixel(first, i), last, element)) continue;
      real_ |= 1U << i;
      fetched_[i] = load_element(map_.data, element);
    }
  }
  __device__ __forceinline__ void store(typename Operand::Element* slab, int first,
                                        int last) const {
    SLEEVE_UNROLL
    for (int i = 0; i < Share::kRows; ++i) {
      float value = 0;
      if ((real_ >> i & 1U) != 0) {
        const float z = std::fma(scale_, fetched_[i], shift_);
        value = activate(z, map_.activation, map_.slope) * factor(share_.pixel(first, i), last);
      }
      slab[share_.in_slab(i)] = Operand::round(value);
    }
  }

 private:
  using Share = SlabShare<Tile, kThreads, 1>;

  __device__ __forceinline__ float factor(int pixel, int last) const {
    std::size_t element;
    if (map_.keep == nullptr) return map_.keep_scale;
    locate(geometry_, columns_, pixel, last, element);
    return dropout_factor(map_, element);
  }

  const PatchGeometry& geometry_;
  const PendingMap& map_;
  Share share_;
  Columns<Share::kAdjacent> columns_;
  float scale_, shift_;
  float fetched_[Share::kRows];
  unsigned real_ = 0;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
