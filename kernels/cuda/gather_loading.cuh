// How the operands of a gather convolution come into shared memory, slab by slab.
//
// Threads take chunks of 16 bytes: neighbouring threads neighbouring chunks of a line.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "kernels/cuda/gather_convolution.h"
#include "kernels/cuda/gather_taps.cuh"
#include "kernels/cuda/operands.cuh"
#include "kernels/cuda/pending.cuh"
#include "kernels/cuda/runs.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Chunks of a tile that a thread takes: number i is of line line(i).
template <class Tile, int kThreads>
struct ThreadChunks {
  static constexpr int kCount = Tile::kLines * Tile::kChunks / kThreads;
  static_assert(Tile::kLines * Tile::kChunks % kThreads == 0 && kThreads % Tile::kChunks == 0);
  static constexpr int kLinesPerPass = kThreads / Tile::kChunks;

  __device__ __forceinline__ static int chunk() { return int(threadIdx.x) % Tile::kChunks; }
  __device__ __forceinline__ static int line(int i) {
    return int(threadIdx.x) / Tile::kChunks + i * kLinesPerPass;
  }
};

// -- The weight
template <class Product, Direction kDirection>
class WeightSlabs {
  using Operand = typename Product::Operand;
  using Element = typename Product::Element;
  using Tile = typename Product::BTile;
  using Chunks = ThreadChunks<Tile, Product::kThreads>;

 public:
  __device__ __forceinline__ WeightSlabs(const GatherConvolution& p, int first_column)
      : shape_(p.shape), weight_(p.weight), first_column_(first_column) {}

  /// Starts copying; chunks that are not there become 0.
  __device__ __forceinline__ void copy(Element* tile, const SlabWalk<kDirection>& walk) const {
    const Place place = place_in(walk);
    SLEEVE_UNROLL
    for (int i = 0; i < Chunks::kCount; ++i) {
      const bool there = within(place.small + i * Chunks::kLinesPerPass, shape_.small_channels) &&
                         within(place.big, shape_.big_channels);
      copy_async_16(tile + Tile::at(Chunks::line(i), Chunks::chunk()),
                    elements() + (there ? place.index + i * indices_per_pass() : 0), there);
    }
  }

  /// The same, one element at a time.
  __device__ __forceinline__ void store(Element* tile, const SlabWalk<kDirection>& walk) const {
    constexpr int kChunk = Tile::kChunk;
    const Place place = place_in(walk);
    SLEEVE_UNROLL
    for (int i = 0; i < Chunks::kCount; ++i) {
      Run<kChunk> run;
      SLEEVE_UNROLL
      for (int j = 0; j < kChunk; ++j) {
        const bool there = within(place.small + i * Chunks::kLinesPerPass, shape_.small_channels) &&
                           within(place.big + j, shape_.big_channels);
        run.value[j] = there ? element(place.index + i * indices_per_pass() + j) : 0;
      }
      store_16(tile + Tile::at(Chunks::line(i), Chunks::chunk()), operand_words<Operand>(run));
    }
  }

 private:
  /// Where a thread's first chunk of a slab begins: in channels, and in the array. Its other chunks
  /// are of small channels further on: lines of the tile are, in either direction.
  struct Place {
    int small, big, index;
  };

  __device__ __forceinline__ Place place_in(const SlabWalk<kDirection>& walk) const {
    constexpr bool kDown = kDirection == Direction::kDown;  // [column][depth], else the reverse
    const int along_line = Chunks::chunk() * Tile::kChunk;
    const int small = (kDown ? first_column_ : walk.channel) + Chunks::line(0);
    const int big = (kDown ? walk.channel : first_column_) + along_line;
    const int taps = shape_.kernel * shape_.kernel;
    return {small, big, (small * taps + walk.kernel_element) * shape_.big_channels + big};
  }

  __device__ __forceinline__ int indices_per_pass() const {
    return Chunks::kLinesPerPass * shape_.kernel * shape_.kernel * shape_.big_channels;
  }

  __device__ __forceinline__ const Element* elements() const {
    if constexpr (sizeof(Element) == 2) {
      return weight_.rounded;
    } else {
      return weight_.values;
    }
  }

  __device__ __forceinline__ float element(int i) const {
    return weight_.rounded == nullptr || sizeof(Element) == 4 ? weight_.values[i]
                                                              : to_float(weight_.rounded[i]);
  }

  const ConvShape& shape_;
  const ConvWeight& weight_;
  int first_column_;
};

// -- The source
/// A row as loads need it: where its first tap lies, and y and x, 16 bits each, to tell padding
/// from pixels.
struct PackedRow {
  int pixel;
  std::uint32_t position;
};

/// The position of a row that is not there: outside of every map, whatever the tap.
inline constexpr std::uint32_t kNowhere = 0x80008000U;

__device__ __forceinline__ PackedRow packed(const GatherRow& row) {
  return {row.source_pixel,
          (std::uint32_t(row.y) & 0xFFFFU) << 16 | (std::uint32_t(row.x) & 0xFFFFU)};
}

template <class Product, Direction kDirection>
class SourceSlabs {
  using Operand = typename Product::Operand;
  using Element = typename Product::Element;
  using Tile = typename Product::ATile;
  using Chunks = ThreadChunks<Tile, Product::kThreads>;
  static constexpr int kChunk = Tile::kChunk;

 public:
  /// rows: [Product::Tiling::kRows] in shared memory.
  __device__ __forceinline__ SourceSlabs(const GatherConvolution& p, const PackedRow* rows)
      : source_(p.source),
        height_(kDirection == Direction::kDown ? p.shape.big_height : p.shape.small_height),
        width_(kDirection == Direction::kDown ? p.shape.big_width : p.shape.small_width),
        channels_(source_channels<kDirection>(p.shape)) {
    SLEEVE_UNROLL
    for (int i = 0; i < Chunks::kCount; ++i) rows_[i] = rows[Chunks::line(i)];
  }

  /// Starts copying a raw map; padding becomes 0.
  __device__ __forceinline__ void copy(Element* tile, const SlabWalk<kDirection>& walk) const {
    const Element* const map = operand_elements<Operand>(source_.data);
    SLEEVE_UNROLL
    for (int i = 0; i < Chunks::kCount; ++i) {
      const bool there = inside(i, walk) && within(first_channel(walk), channels_);
      copy_async_16(tile + Tile::at(Chunks::line(i), Chunks::chunk()),
                    map + (there ? index(i, walk) : 0), there);
    }
  }

  /// Any map, through its pending form, one element at a time.
  __device__ __forceinline__ void store_elements(Element* tile,
                                                 const SlabWalk<kDirection>& walk) const {
    SLEEVE_UNROLL
    for (int i = 0; i < Chunks::kCount; ++i) {
      const bool is_inside = inside(i, walk);
      Run<kChunk> run;
      SLEEVE_UNROLL
      for (int j = 0; j < kChunk; ++j) {
        const int channel = first_channel(walk) + j;
        const bool there = is_inside && within(channel, channels_);
        run.value[j] = there ? pending_value(source_, index(i, walk) + std::size_t(j), channel) : 0;
      }
      store_16(tile + Tile::at(Chunks::line(i), Chunks::chunk()), operand_words<Operand>(run));
    }
  }

  /// Starts loading into registers.
  __device__ __forceinline__ void load(const SlabWalk<kDirection>& walk) {
    const Element* const map = operand_elements<Operand>(source_.data);
    loaded_channel_ = first_channel(walk);
    loaded_ = 0;
    SLEEVE_UNROLL
    for (int i = 0; i < Chunks::kCount; ++i) {
      if (!inside(i, walk) || !within(loaded_channel_, channels_)) continue;
      const std::size_t at = index(i, walk);
      words_[i] = load_16(map + at);
      if (source_.keep != nullptr) load_keep(i, at);
      loaded_ |= 1U << i;
    }
  }

  /// Puts what was loaded into shared memory, through the pending form. forms: scale and shift of
  /// every channel, in turn by kChunk, in shared memory.
  __device__ __forceinline__ void store(Element* tile, const float* forms) const {
    Run<kChunk> scale = {}, shift = {};
    if (loaded_ != 0) {
      scale = load_run<kChunk>(forms + 2 * loaded_channel_);
      shift = load_run<kChunk>(forms + 2 * loaded_channel_ + kChunk);
    }
    const float negative = negative_slope(source_);
    SLEEVE_UNROLL
    for (int i = 0; i < Chunks::kCount; ++i) {
      Words4 words = {};
      if ((loaded_ >> i & 1U) != 0) {
        Run<kChunk> run = operand_values<Operand>(words_[i]);
        apply_form(run, scale, shift, negative);
        if (source_.keep != nullptr) drop(run, i);
        words = operand_words<Operand>(run);
      }
      store_16(tile + Tile::at(Chunks::line(i), Chunks::chunk()), words);
    }
  }

  /// Floats of shared memory for `forms`.
  __device__ __forceinline__ static void fill_forms(float* forms, const PendingMap& source,
                                                    int channels) {
    for (int c = int(threadIdx.x); within(c, channels); c += Product::kThreads) {
      float* const at = forms + c / kChunk * 2 * kChunk + c % kChunk;
      at[0] = scale_of(source, c);
      at[kChunk] = shift_of(source, c);
    }
  }

 private:
  __device__ __forceinline__ int first_channel(const SlabWalk<kDirection>& walk) const {
    return walk.channel + Chunks::chunk() * kChunk;
  }

  /// Whether the tap of row i is a pixel.
  __device__ __forceinline__ bool inside(int i, const SlabWalk<kDirection>& walk) const {
    const int y = std::int16_t(rows_[i].position >> 16) + walk.tap_y;
    const int x = std::int16_t(rows_[i].position & 0xFFFFU) + walk.tap_x;
    return within(unsigned(y), unsigned(height_)) && within(unsigned(x), unsigned(width_));
  }

  __device__ __forceinline__ std::size_t index(int i, const SlabWalk<kDirection>& walk) const {
    const int pixel = rows_[i].pixel + walk.tap_y * width_ + walk.tap_x;
    return std::size_t(pixel) * std::size_t(channels_) + std::size_t(first_channel(walk));
  }

  __device__ __forceinline__ void load_keep(int i, std::size_t at) {
    if constexpr (kChunk == 8) {
      keep_[i] = load_8(source_.keep + at);
    } else {
      keep_[i].word[0] = 0;
      SLEEVE_UNROLL
      for (int j = 0; j < kChunk; ++j) {
        keep_[i].word[0] |= std::uint32_t(source_.keep[at + std::size_t(j)]) << (8 * j);
      }
    }
  }

  __device__ __forceinline__ void drop(Run<kChunk>& run, int i) const {
    SLEEVE_UNROLL
    for (int j = 0; j < kChunk; ++j) {
      const float keep = float(keep_[i].word[j / 4] >> (8 * (j % 4)) & 0xFFU);
      run.value[j] *= source_.keep_scale * keep;
    }
  }

  const PendingMap& source_;
  int height_, width_, channels_;
  PackedRow rows_[Chunks::kCount];
  Words4 words_[Chunks::kCount];
  Words2 keep_[Chunks::kCount];
  int loaded_channel_ = 0;
  std::uint32_t loaded_ = 0;  // bit i: chunk i holds pixels
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
