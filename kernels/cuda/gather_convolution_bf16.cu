#include "kernels/cuda/gather_variants.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

template <Direction kDirection, int kRows, int kColumns, int kWarpRows, int kWarpColumns>
using Product = MatrixProduct<Bf16Operand, WarpTiling<kRows, kColumns, kWarpRows, kWarpColumns>,
                              Order::kDepthInner, kWeightOrder<kDirection>>;

template <Direction kDirection, GatherLoading kLoading>
void run_tile(Context& context, const std::string& name, const GatherConvolution& convolution,
              const GatherChoice& choice) {
  switch (choice.tile) {
    case GatherTile::kLarge:
      return run_variant<Product<kDirection, 128, 128, 64, 64>, kDirection, kLoading,
                         GatherTile::kLarge>(context, name, convolution, choice.splits);
    case GatherTile::kNarrow:
      return run_variant<Product<kDirection, 128, 64, 64, 32>, kDirection, kLoading,
                         GatherTile::kNarrow>(context, name, convolution, choice.splits);
    case GatherTile::kSmall:
      return run_variant<Product<kDirection, 64, 64, 32, 32>, kDirection, kLoading,
                         GatherTile::kSmall>(context, name, convolution, choice.splits);
  }
}

template <Direction kDirection>
void run_loading(Context& context, const std::string& name, const GatherConvolution& convolution,
                 const GatherChoice& choice) {
  switch (choice.loading) {
    case GatherLoading::kCopied:
      return run_tile<kDirection, GatherLoading::kCopied>(context, name, convolution, choice);
    case GatherLoading::kThrough:
      return run_tile<kDirection, GatherLoading::kThrough>(context, name, convolution, choice);
    case GatherLoading::kElementwise:
      if (choice.tile != GatherTile::kSmall) no_such_variant(name);
      return run_variant<Product<kDirection, 64, 64, 32, 32>, kDirection,
                         GatherLoading::kElementwise, GatherTile::kSmall>(
          context, name, convolution, choice.splits);
  }
}

}  // namespace

void run_gather_bf16(Context& context, const std::string& name, Direction direction,
                     const GatherConvolution& convolution, const GatherChoice& choice) {
  if (direction == Direction::kDown) {
    run_loading<Direction::kDown>(context, name, convolution, choice);
  } else {
    run_loading<Direction::kUp>(context, name, convolution, choice);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
