#include "kernels/cuda/gather_variants.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

template <Direction kDirection>
using LargeProduct =
    F32Product<ThreadTiling<128, 128>, Order::kDepthInner, kWeightOrder<kDirection>>;
template <Direction kDirection>
using SmallProduct = F32Product<ThreadTiling<64, 64>, Order::kDepthInner, kWeightOrder<kDirection>>;

template <Direction kDirection>
void run_loading(Context& context, const std::string& name, const GatherConvolution& convolution,
                 const GatherChoice& choice) {
  const bool large = choice.tile == GatherTile::kLarge, small = choice.tile == GatherTile::kSmall;
  if (large && choice.loading == GatherLoading::kThrough) {
    run_variant<LargeProduct<kDirection>, kDirection, GatherLoading::kThrough, GatherTile::kLarge>(
        context, name, convolution, choice.splits);
  } else if (small && choice.loading == GatherLoading::kThrough) {
    run_variant<SmallProduct<kDirection>, kDirection, GatherLoading::kThrough, GatherTile::kSmall>(
        context, name, convolution, choice.splits);
  } else if (small && choice.loading == GatherLoading::kElementwise) {
    run_variant<SmallProduct<kDirection>, kDirection, GatherLoading::kElementwise,
                GatherTile::kSmall>(context, name, convolution, choice.splits);
  } else {
    no_such_variant(name);
  }
}

}  // namespace

void run_gather_f32(Context& context, const std::string& name, Direction direction,
                    const GatherConvolution& convolution, const GatherChoice& choice) {
  if (direction == Direction::kDown) {
    run_loading<Direction::kDown>(context, name, convolution, choice);
  } else {
    run_loading<Direction::kUp>(context, name, convolution, choice);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
