#include <algorithm>
#include <climits>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>

#include "kernels/cuda/convolution.h"
#include "kernels/cuda/gather_convolution.h"
#include "kernels/cuda/gather_taps.cuh"
#include "kernels/cuda/gather_variants.h"
#include "kernels/cuda/operand_sizes.h"
#include "kernels/cuda/thin_convolution.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

/// Sums of so many slabs are worth a block of their own.
constexpr int kSlabsOfSplit = 8;
constexpr int kMostSplits = 32;
/// Channels whose forms still fit beside the ring of every tile.
constexpr int kMostFormChannels = 3072;

bool on_bytes(std::initializer_list<const void*> arrays, std::uintptr_t bytes) {
  return std::all_of(arrays.begin(), arrays.end(), [&](const void* array) {
    return reinterpret_cast<std::uintptr_t>(array) % bytes == 0;
  });
}

std::string name_of(Direction direction, const ConvShape& s) {
  const auto map = [](int height, int width, int channels) {
    return std::to_string(height) + "x" + std::to_string(width) + "x" + std::to_string(channels);
  };
  const std::string big = map(s.big_height, s.big_width, s.big_channels);
  const std::string small = map(s.small_height, s.small_width, s.small_channels);
  const bool down = direction == Direction::kDown;
  return (down ? "conv_down " : "conv_up ") + std::to_string(s.batch) + "x" + (down ? small : big) +
         " from " + (down ? big : small);
}

/// Kernels count pixels in int, and positions in 16 bits.
void check_size(Direction direction, const ConvShape& shape) {
  constexpr int kLongestSide = 0x7000;
  if (shape.big_pixels() > INT_MAX || shape.big_height > kLongestSide ||
      shape.big_width > kLongestSide || shape.kernel > kLongestSide / 8) {
    throw std::invalid_argument(name_of(direction, shape) +
                                ": the cuda backend takes maps of at most 2^31 pixels in all and " +
                                std::to_string(kLongestSide) +
                                " a side; use a smaller batch or smaller images");
  }
}

/// The shape as the kernel sees it: from one pixel to a whole map goes a matrix product.
ConvShape gathered(Direction direction, ConvShape s) {
  if (direction == Direction::kUp && s.small_height == 1 && s.small_width == 1 && s.padding == 0 &&
      s.kernel == s.big_height && s.kernel == s.big_width) {
    s.big_channels *= s.kernel * s.kernel;
    s.big_height = s.big_width = s.kernel = s.stride = 1;
  }
  return s;
}

template <Direction kDirection>
int most_slabs(const ConvShape& shape, int depth) {
  int slabs = 0;
  for (int phase = 0; phase < phase_count<kDirection>(shape); ++phase) {
    slabs = std::max(slabs, Phase<kDirection>(shape, phase).slabs(shape, depth));
  }
  return slabs;
}

/// Blocks of a grid without splits, and slabs that one goes through.
struct GridSize {
  std::int64_t blocks;
  int slabs;
};

template <Direction kDirection>
GridSize grid_size(const ConvShape& shape, Precision precision, const GatherTileSize& tile) {
  const int rows = Phase<kDirection>(shape, 0).rows(shape);
  const int columns = kDirection == Direction::kDown ? shape.small_channels : shape.big_channels;
  const std::int64_t row_tiles = (rows + tile.rows - 1) / tile.rows;
  const std::int64_t column_tiles = (columns + tile.columns - 1) / tile.columns;
  return {row_tiles * column_tiles * phase_count<kDirection>(shape),
          most_slabs<kDirection>(shape, slab_depth(precision))};
}

GridSize grid_size(Direction direction, const ConvShape& shape, Precision precision,
                   GatherTile tile) {
  const GatherTileSize size = tile_size(precision, tile);
  return direction == Direction::kDown ? grid_size<Direction::kDown>(shape, precision, size)
                                       : grid_size<Direction::kUp>(shape, precision, size);
}

/// The largest tile that pads little more than the smallest, and leaves no multiprocessor idle that
/// splits could not reach.
GatherTile choose_tile(const Context& context, Direction direction, const ConvShape& shape) {
  const auto area = [&](GatherTile tile) {
    const GatherTileSize size = tile_size(context.precision, tile);
    return grid_size(direction, shape, context.precision, tile).blocks * size.rows * size.columns;
  };
  for (const GatherTile tile : {GatherTile::kLarge, GatherTile::kNarrow}) {
    if (tile == GatherTile::kNarrow && context.precision != Precision::kBf16) continue;
    const std::int64_t blocks = grid_size(direction, shape, context.precision, tile).blocks;
    if (area(tile) * 4 <= area(GatherTile::kSmall) * 5 && blocks * 2 >= context.multiprocessors) {
      return tile;
    }
  }
  return GatherTile::kSmall;
}

/// As many as fill the device.
int choose_splits(const Context& context, const GridSize& grid, int blocks_at_once) {
  if (grid.blocks == 0 || grid.blocks > kTicketCount) return 1;
  const std::int64_t room = std::int64_t(context.multiprocessors) * blocks_at_once / grid.blocks;
  return int(std::clamp<std::int64_t>(std::min<std::int64_t>(room, grid.slabs / kSlabsOfSplit), 1,
                                      kMostSplits));
}

}  // namespace

TileEpilogue tile_epilogue(Elements result, int columns, int channels, const ConvEpilogue& form) {
  const PendingMap& of = form.gradient.of;
  const bool aligned =
      channels % kMapRun == 0 && columns % kMapRun == 0 &&
      on_bytes({result.full(), result.rounded(), of.data.full(), of.data.rounded()}, 16) &&
      on_bytes({of.keep}, 8);
  return {.result = result,
          .columns = columns,
          .channels = channels,
          .aligned = aligned,
          .form = form,
          .partials = {}};
}

GatherLoading fastest_loading(Precision precision, Direction direction, const ConvShape& shape,
                              const PendingMap& source, const ConvWeight& weight) {
  const bool rounds = precision == Precision::kBf16;
  const int chunk = operand_chunk(precision);
  const int channels = direction == Direction::kDown ? shape.big_channels : shape.small_channels;
  const void* const map = rounds ? static_cast<const void*>(source.data.rounded())
                                 : static_cast<const void*>(source.data.full());
  const void* const values =
      rounds ? static_cast<const void*>(weight.rounded) : static_cast<const void*>(weight.values);
  const bool whole_chunks = map != nullptr && values != nullptr && channels % chunk == 0 &&
                            shape.big_channels % chunk == 0 && on_bytes({map, values}, 16) &&
                            on_bytes({source.keep}, 8);
  if (!whole_chunks) return GatherLoading::kElementwise;
  if (rounds && is_raw(source)) return GatherLoading::kCopied;
  return is_piecewise_linear(source) && channels <= kMostFormChannels ? GatherLoading::kThrough
                                                                      : GatherLoading::kElementwise;
}

GatherChoice choose(const Context& context, Direction direction, const ConvShape& shape,
                    const PendingMap& source, const ConvWeight& weight) {
  const ConvShape inner = gathered(direction, shape);
  GatherChoice choice;
  choice.loading = fastest_loading(context.precision, direction, shape, source, weight);
  if (choice.loading != GatherLoading::kElementwise) {
    choice.tile = choose_tile(context, direction, inner);
  }
  choice.splits =
      choose_splits(context, grid_size(direction, inner, context.precision, choice.tile),
                    tile_size(context.precision, choice.tile).blocks);
  return choice;
}

void gather_convolution(Context& context, Direction direction, const ConvShape& shape,
                        const PendingMap& source, const ConvWeight& weight, Elements result,
                        const ConvEpilogue& epilogue, const GatherChoice& choice) {
  const ConvShape inner = gathered(direction, shape);
  const bool down = direction == Direction::kDown;
  const GatherConvolution convolution{
      .shape = inner,
      .source = source,
      .weight = weight,
      .epilogue = tile_epilogue(result, down ? inner.small_channels : inner.big_channels,
                                down ? shape.small_channels : shape.big_channels, epilogue)};
  const std::string name = name_of(direction, shape);
  switch (context.precision) {
    case Precision::kF32:
      return run_gather_f32(context, name, direction, convolution, choice);
    case Precision::kTf32:
      return run_gather_tf32(context, name, direction, convolution, choice);
    case Precision::kBf16:
      return run_gather_bf16(context, name, direction, convolution, choice);
  }
}

void conv_down(Context& context, const ConvShape& shape, const PendingMap& big,
               const ConvWeight& weight, Elements small, const ConvEpilogue& epilogue) {
  check(shape);
  check_size(Direction::kDown, shape);
  if (thin(shape)) {
    return thin_conv_down(context, name_of(Direction::kDown, shape), shape, big, weight, small,
                          epilogue);
  }
  gather_convolution(context, Direction::kDown, shape, big, weight, small, epilogue,
                     choose(context, Direction::kDown, shape, big, weight));
}

void conv_up(Context& context, const ConvShape& shape, const PendingMap& small,
             const ConvWeight& weight, Elements big, const ConvEpilogue& epilogue) {
  check(shape);
  check_size(Direction::kUp, shape);
  if (thin(shape) && !wants_channel_sums(epilogue)) {
    return thin_conv_up(context, name_of(Direction::kUp, shape), shape, small, weight, big,
                        epilogue);
  }
  gather_convolution(context, Direction::kUp, shape, small, weight, big, epilogue,
                     choose(context, Direction::kUp, shape, small, weight));
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
