#include <algorithm>
#include <climits>
#include <cstddef>
#include <string>

#include "kernels/cuda/f32_product.cuh"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/matrix_product.cuh"
#include "kernels/cuda/thin_convolution.h"
#include "kernels/cuda/thin_up.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

int ceil_divide(int a, int b) { return (a + b - 1) / b; }

/// Tiles whose patches fit, as few as possible. The patch of one group always fits: a thin shape
/// has a reach of 11 at most.
GroupTiles tile_groups(const ConvShape& shape) {
  GroupTiles tiles{};
  tiles.first_y = tiles.first_x = shape.padding / shape.stride;
  tiles.reach = ceil_divide(shape.kernel, shape.stride);
  const auto groups = [&](int side) {
    return (shape.padding + side - 1) / shape.stride - shape.padding / shape.stride + 1;
  };
  const int groups_down = groups(shape.big_height), groups_across = groups(shape.big_width);
  const int overlap = tiles.reach - 1;
  int fewest = INT_MAX;
  for (int width = 1; width <= std::min(groups_across, kThinUpRows); ++width) {
    const int height = std::min(kThinUpRows / (width + overlap) - overlap, groups_down);
    if (height < 1) break;
    const int down = ceil_divide(groups_down, height), across = ceil_divide(groups_across, width);
    if (down * across > fewest) continue;  // of equals the widest, whose rows are the longest
    fewest = down * across;
    tiles.height = height;
    tiles.width = width;
    tiles.down = down;
    tiles.across = across;
  }
  return tiles;
}

template <class Product, int kBlocks, GatherLoading kLoading>
void launch_thin_up(Context& context, const std::string& name, const ThinUp& p) {
  const int blocks = p.shape.batch * p.tiles.down * p.tiles.across;
  launch(context.stream, name,
         {.grid = dim3(unsigned(blocks)),
          .block = dim3(Product::kThreads),
          .shared_bytes = GatherMemory<Product>::bytes(kLoading, p.shape.small_channels)},
         thin_up_kernel<Product, kLoading, kBlocks>, p);
}

template <class Operand, class Product, int kBlocks>
void run_loading(Context& context, const std::string& name, const ThinUp& p,
                 GatherLoading loading) {
  if constexpr (Operand::kPrecision == Precision::kBf16) {
    if (loading == GatherLoading::kCopied) {
      return launch_thin_up<Product, kBlocks, GatherLoading::kCopied>(context, name, p);
    }
  }
  if (loading == GatherLoading::kThrough) {
    launch_thin_up<Product, kBlocks, GatherLoading::kThrough>(context, name, p);
  } else {
    launch_thin_up<Product, kBlocks, GatherLoading::kElementwise>(context, name, p);
  }
}

template <class Operand, int kColumns>
void run_columns(Context& context, const std::string& name, const ThinUp& p,
                 GatherLoading loading) {
  constexpr Order kInner = Order::kDepthInner, kOuter = Order::kDepthOuter;
  constexpr bool kNarrow = kColumns == 64;
  if constexpr (Operand::kPrecision == Precision::kF32) {
    using Product = F32Product<ThreadTiling<kThinUpRows, kColumns>, kInner, kOuter>;
    run_loading<Operand, Product, kNarrow ? 2 : 1>(context, name, p, loading);
  } else if constexpr (Operand::kPrecision == Precision::kTf32) {
    using Tiling = WarpTiling<kThinUpRows, kColumns, 64, 32>;
    using Product = MatrixProduct<Operand, Tiling, kInner, kOuter>;
    run_loading<Operand, Product, kNarrow ? 2 : 1>(context, name, p, loading);
  } else {
    using Tiling = WarpTiling<kThinUpRows, kColumns, 64, kColumns / 2>;
    using Product = MatrixProduct<Operand, Tiling, kInner, kOuter>;
    run_loading<Operand, Product, kNarrow ? 3 : 2>(context, name, p, loading);
  }
}

template <class Operand>
void run(Context& context, const std::string& name, const ThinUp& p, GatherLoading loading) {
  if (p.product.shape.big_channels <= 64) {
    run_columns<Operand, 64>(context, name, p, loading);
  } else {
    run_columns<Operand, kMostPatchElements>(context, name, p, loading);
  }
}

}  // namespace

void thin_conv_up(Context& context, const std::string& name, const ConvShape& shape,
                  const PendingMap& small, const ConvWeight& weight, Elements big,
                  const ConvEpilogue& epilogue) {
  const GroupTiles tiles = tile_groups(shape);
  const ThinUp p{.shape = shape,
                 .tiles = tiles,
                 .patch_width = Divisor(tiles.width + tiles.reach - 1),
                 .stride = Divisor(shape.stride),
                 .channels = Divisor(shape.big_channels),
                 .row_elements = Divisor(tiles.width * shape.stride * shape.big_channels),
                 .product = {.shape = product_of_patches(shape),
                             .source = small,
                             .weight = weight,
                             .epilogue = tile_epilogue(big, shape.big_channels, shape.big_channels,
                                                       epilogue)}};
  const GatherLoading loading =
      fastest_loading(context.precision, Direction::kUp, p.product.shape, small, weight);
  switch (context.precision) {
    case Precision::kF32:
      return run<F32Operand>(context, name, p, loading);
    case Precision::kTf32:
      return run<Tf32Operand>(context, name, p, loading);
    case Precision::kBf16:
      return run<Bf16Operand>(context, name, p, loading);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
