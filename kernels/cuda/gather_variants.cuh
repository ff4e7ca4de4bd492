// Launches a variant of the gather convolution.
#pragma once

#include <stdexcept>
#include <string>

#include "kernels/cuda/channel_partials.h"
#include "kernels/cuda/f32_product.cuh"
#include "kernels/cuda/gather_convolution.cuh"
#include "kernels/cuda/gather_variants.h"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/matrix_product.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Weights are [small][...][big]: for conv_down the depth is innermost, for conv_up the columns.
template <Direction kDirection>
inline constexpr Order kWeightOrder =
    kDirection == Direction::kDown ? Order::kDepthInner : Order::kDepthOuter;

template <class Product, Direction kDirection, GatherLoading kLoading, GatherTile kTile>
void run_variant(Context& context, const std::string& name, const GatherConvolution& convolution,
                 int splits) {
  using Tiling = typename Product::Tiling;
  constexpr GatherTileSize kSize = tile_size(Product::Operand::kPrecision, kTile);
  static_assert(kSize.rows == Tiling::kRows && kSize.columns == Tiling::kColumns);

  GatherConvolution p = convolution;
  TileEpilogue& epilogue = p.epilogue;
  const int most_rows = Phase<kDirection>(p.shape, 0).rows(p.shape);
  const int tiles = (most_rows + kSize.rows - 1) / kSize.rows * phase_count<kDirection>(p.shape);
  const int column_tiles = (epilogue.columns + kSize.columns - 1) / kSize.columns;
  const std::size_t blocks = std::size_t(tiles) * std::size_t(column_tiles);

  ScratchFrame frame(context.scratch);
  epilogue.partials =
      take_partials(frame, tiles, epilogue.columns, epilogue.channels, epilogue.form);
  if (splits > 1) {
    p.split_sums = frame.take<float>(blocks * std::size_t(splits * kSize.rows * kSize.columns));
    p.tickets = context.tickets;
  }
  const std::size_t shared_bytes =
      GatherMemory<Product>::bytes(kLoading, source_channels<kDirection>(p.shape));
  launch(context.stream, name,
         {.grid = dim3(unsigned(blocks), unsigned(splits)),
          .block = dim3(Product::kThreads),
          .shared_bytes = shared_bytes},
         gather_convolution_kernel<Product, kDirection, kLoading, kSize.blocks>, p);
  combine_partials(context, name, epilogue.partials, epilogue.form);
}

[[noreturn]] inline void no_such_variant(const std::string& name) {
  throw std::logic_error(name + ": no kernel was compiled for this choice of tile and loading");
}

/// Where maps are f32, none is copied as it lies there: Large and Small are the products of the two
/// tiles.
template <class Large, class Small, Direction kDirection>
void run_variant_of_f32_map(Context& context, const std::string& name,
                            const GatherConvolution& convolution, const GatherChoice& choice) {
  constexpr GatherLoading kThrough = GatherLoading::kThrough;
  constexpr GatherLoading kElementwise = GatherLoading::kElementwise;
  const bool large = choice.tile == GatherTile::kLarge, small = choice.tile == GatherTile::kSmall;
  if (large && choice.loading == kThrough) {
    run_variant<Large, kDirection, kThrough, GatherTile::kLarge>(context, name, convolution,
                                                                 choice.splits);
  } else if (small && choice.loading == kThrough) {
    run_variant<Small, kDirection, kThrough, GatherTile::kSmall>(context, name, convolution,
                                                                 choice.splits);
  } else if (small && choice.loading == kElementwise) {
    run_variant<Small, kDirection, kElementwise, GatherTile::kSmall>(context, name, convolution,
                                                                     choice.splits);
  } else {
    no_such_variant(name);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
