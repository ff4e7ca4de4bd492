// The kernels that a gather convolution can choose from, by precision: gather_convolution_*.cu have
// them compiled.
#pragma once

#include <string>

#include "kernels/cuda/context.h"
#include "kernels/cuda/gather_convolution.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

struct GatherTileSize {
  int rows, columns;
  int blocks;  // that a multiprocessor runs at once
};

/// kNarrow is there in bf16 only.
constexpr GatherTileSize tile_size(Precision precision, GatherTile tile) {
  switch (tile) {
    case GatherTile::kLarge:
      return {128, 128, precision == Precision::kBf16 ? 2 : 1};
    case GatherTile::kNarrow:
      return {128, 64, 3};
    case GatherTile::kSmall:
      break;
  }
  return {64, 64, 4};
}

/// One launch, and one for sums over channels if the epilogue wants any. `convolution` lacks the
/// scratch memory, which is taken here.
void run_gather_bf16(Context& context, const std::string& name, Direction direction,
                     const GatherConvolution& convolution, const GatherChoice& choice);
void run_gather_tf32(Context& context, const std::string& name, Direction direction,
                     const GatherConvolution& convolution, const GatherChoice& choice);
void run_gather_f32(Context& context, const std::string& name, Direction direction,
                    const GatherConvolution& convolution, const GatherChoice& choice);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
