#include "kernels/cuda/gather_variants.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

template <Direction kDirection>
void run_direction(Context& context, const std::string& name, const GatherConvolution& convolution,
                   const GatherChoice& choice) {
  using Large = MatrixProduct<Tf32Operand, WarpTiling<128, 128, 64, 32>, Order::kDepthInner,
                              kWeightOrder<kDirection>>;
  using Small = MatrixProduct<Tf32Operand, WarpTiling<64, 64, 32, 32>, Order::kDepthInner,
                              kWeightOrder<kDirection>>;
  run_variant_of_f32_map<Large, Small, kDirection>(context, name, convolution, choice);
}

}  // namespace

void run_gather_tf32(Context& context, const std::string& name, Direction direction,
                     const GatherConvolution& convolution, const GatherChoice& choice) {
  if (direction == Direction::kDown) {
    run_direction<Direction::kDown>(context, name, convolution, choice);
  } else {
    run_direction<Direction::kUp>(context, name, convolution, choice);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
