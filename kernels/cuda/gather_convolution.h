// conv_down and conv_up as one thing, the gather convolution: a matrix product whose rows are
// gathered from the source map while it runs.
//
// A row is a position (y, x) of a cover in a phase, and makes one pixel of the result; a column is
// a channel of the result; the depth is the phase's taps, with all channels of the source for each.
// conv_down has one phase: row (y, x) reads the big map at (y, x) * stride - padding + (i, j) for
// each kernel element (i, j).
//
// conv_up has stride x stride phases, one for each residue (py, px) of the big position: row (y, x)
// makes (y, x) * stride + (py, px) and reads the small map at (y, x) + (dy, dx), for the offsets
// that the phase's kernel elements py + padding - stride * dy reach. No product with an inserted
// zero is ever formed.
//
// conv_up from a map of one pixel by a kernel as large as the big map has one row per cover, one
// tap, and all pixels of the big map, with their channels, as columns.
#pragma once

#include <cstddef>
#include <string>

#include "kernels/convolution.h"
#include "kernels/cuda/context.h"
#include "kernels/cuda/epilogue.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

enum class Direction { kDown, kUp };

/// Rows and columns of a block's tile.
enum class GatherTile {
  kLarge,   // 128 x 128
  kNarrow,  // 128 x 64, in bf16
  kSmall,   // 64 x 64
};

/// How the source comes into shared memory.
enum class GatherLoading {
  kCopied,       // as it lies there, asynchronously: a raw map, in bf16
  kThrough,      // through registers, which apply the pending form, 16 bytes at a time
  kElementwise,  // one element at a time: any type, alignment and form (and the weight likewise)
};

/// One way of computing a convolution.
struct GatherChoice {
  GatherTile tile = GatherTile::kSmall;
  GatherLoading loading = GatherLoading::kElementwise;
  int splits = 1;  // blocks that share a tile's depth
};

/// What the kernel is given.
struct GatherConvolution {
  ConvShape shape;
  PendingMap source;
  ConvWeight weight;
  TileEpilogue epilogue;
  // If splits > 1: memory for their sums, and a ticket for each tile.
  float* split_sums = nullptr;
  unsigned* tickets = nullptr;
};

/// What a block does with a tile of `columns` columns, of so many channels: without partials.
TileEpilogue tile_epilogue(Elements result, int columns, int channels, const ConvEpilogue& form);

/// The loadings that the operands' types and alignment allow, the fastest.
GatherLoading fastest_loading(Precision precision, Direction direction, const ConvShape& shape,
                              const PendingMap& source, const ConvWeight& weight);

/// The choice for a device: from the shape and the number of multiprocessors alone, so that a
/// device always sums in the same order.
GatherChoice choose(const Context& context, Direction direction, const ConvShape& shape,
                    const PendingMap& source, const ConvWeight& weight);

/// The convolution, computed as chosen; the choice must be one that the operands allow. The shape
/// has been checked: conv_down and conv_up do.
void gather_convolution(Context& context, Direction direction, const ConvShape& shape,
                        const PendingMap& source, const ConvWeight& weight, Elements result,
                        const ConvEpilogue& epilogue, const GatherChoice& choice);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
