// A block's tile of a matrix product on tensor cores: sums += A B over one slab of depth, with the
// slabs of A and B in shared memory and the sums in registers.
//
// Warps share the tile as a grid of rectangles; a warp multiplies 16 x 8 pieces of its own, each by
// one instruction per kDepthPerStep of depth. Fragments of both operands are four 8 x 16-byte
// matrices (lower and upper side, lower and upper depth), which ldmatrix distributes over the warp
// as the instruction wants them.
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/cuda/operand_sizes.h"
#include "kernels/cuda/operands.cuh"
#include "kernels/cuda/shared_tile.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// How a block's warps share its tile.
template <int kRows_, int kColumns_, int kWarpRows_, int kWarpColumns_>
struct WarpTiling {
  static constexpr int kRows = kRows_, kColumns = kColumns_;  // of the block
  static constexpr int kWarpRows = kWarpRows_, kWarpColumns = kWarpColumns_;
  static constexpr int kThreads = kRows / kWarpRows * (kColumns / kWarpColumns) * 32;
};

/// Loads the fragment of 16 of the side and two chunks of depth that begin at (side, depth), both
/// in elements: [0] lower side and depth, [1] upper side, [2] upper depth, [3] both upper.
template <class Operand, Order kOrder, class Tile>
__device__ __forceinline__ void load_fragment(std::uint32_t (&fragment)[4],
                                              const typename Operand::Element* tile, int side,
                                              int depth, int lane) {
  constexpr int kChunk = Tile::kChunk;
  if constexpr (kOrder == Order::kDepthInner) {
    load_matrix_x4(fragment, tile + Tile::at(side + lane % 16, depth / kChunk + lane / 16));
  } else if constexpr (Operand::kPrecision == Precision::kBf16) {
    const int line = depth + lane % 8 + lane / 16 * 8;
    load_matrix_x4_transposed(fragment, tile + Tile::at(line, side / kChunk + lane / 8 % 2));
  } else {  // ldmatrix transposes 16-bit elements only
    SLEEVE_UNROLL
    for (int i = 0; i < 4; ++i) {
      const int line = depth + lane % 4 + i / 2 * 4;
      const int at = side + lane / 4 + i % 2 * 8;
      fragment[i] = to_tf32(tile[Tile::at(line, at / kChunk) + at % kChunk]);
    }
  }
}

/// For Bf16Operand and Tf32Operand. In tf32, A must have been rounded when it was stored; B is
/// rounded here, so that its copy into shared memory may be asynchronous.
template <class Operand_, class Tiling_, Order kAOrder, Order kBOrder>
class MatrixProduct {
 public:
  using Operand = Operand_;
  using Element = typename Operand::Element;
  using Tiling = Tiling_;
  static constexpr int kDepth = slab_depth(Operand::kPrecision);
  using ATile = OperandTile<Element, kAOrder, Tiling::kRows, kDepth>;
  using BTile = OperandTile<Element, kBOrder, Tiling::kColumns, kDepth>;
  static constexpr int kDepthPerStep = 2 * kOperandChunk<Operand>;
  static constexpr int kSteps = kDepth / kDepthPerStep;
  static constexpr int kThreads = Tiling::kThreads;
  static constexpr int kQuads = Tiling::kWarpRows / 16 * (Tiling::kWarpColumns / 8);

  __device__ __forceinline__ explicit MatrixProduct(int thread)
      : lane_(thread % 32),
        row_(thread / 32 % kWarpsDown * Tiling::kWarpRows),
        column_(thread / 32 / kWarpsDown * Tiling::kWarpColumns) {
    SLEEVE_UNROLL
    for (int i = 0; i < kQuads; ++i) {
      SLEEVE_UNROLL
      for (int j = 0; j < 4; ++j) sums[i][j] = 0;
    }
  }

  /// One of the kSteps parts of a slab.
  __device__ __forceinline__ void multiply(const Element* a, const Element* b, int step) {
    const int depth = step * kDepthPerStep;
    std::uint32_t b_fragments[kColumnPairs][4];
    SLEEVE_UNROLL
    for (int j = 0; j < kColumnPairs; ++j) {
      load_fragment<Operand, kBOrder, BTile>(b_fragments[j], b, column_ + 16 * j, depth, lane_);
      if constexpr (Operand::kPrecision == Precision::kTf32 && kBOrder == Order::kDepthInner) {
        SLEEVE_UNROLL
        for (int k = 0; k < 4; ++k) {
          b_fragments[j][k] = to_tf32(std::bit_cast<float>(b_fragments[j][k]));
        }
      }
    }
    SLEEVE_UNROLL
    for (int i = 0; i < kRowPieces; ++i) {
      std::uint32_t a_fragment[4];
      load_fragment<Operand, kAOrder, ATile>(a_fragment, a, row_ + 16 * i, depth, lane_);
      SLEEVE_UNROLL
      for (int j = 0; j < 2 * kColumnPairs; ++j) {
        const std::uint32_t b_fragment[2] = {b_fragments[j / 2][j % 2],
                                             b_fragments[j / 2][j % 2 + 2]};
        if constexpr (Operand::kPrecision == Precision::kBf16) {
          mma_m16n8k16(sums[i * 2 * kColumnPairs + j], a_fragment, b_fragment);
        } else {
          mma_m16n8k8(sums[i * 2 * kColumnPairs + j], a_fragment, b_fragment);
        }
      }
    }
  }

  /// Writes the sums as [rows][columns], rows `stride` floats apart.
  __device__ __forceinline__ void store(float* to, int stride) const {
    SLEEVE_UNROLL
    for (int i = 0; i < kQuads; ++i) {
      const int row = row_ + i / (2 * kColumnPairs) * 16 + lane_ / 4;
      const int column = column_ + i % (2 * kColumnPairs) * 8 + lane_ % 4 * 2;
      SLEEVE_UNROLL
      for (int half = 0; half < 2; ++half) {
        store_8(to + (row + 8 * half) * stride + column,
                {{std::bit_cast<std::uint32_t>(sums[i][2 * half]),
                  std::bit_cast<std::uint32_t>(sums[i][2 * half + 1])}});
      }
    }
  }

  /// This thread's share of the tile.
  float sums[kQuads][4];

 private:
  static constexpr int kWarpsDown = Tiling::kRows / Tiling::kWarpRows;
  static constexpr int kRowPieces = Tiling::kWarpRows / 16;
  static constexpr int kColumnPairs = Tiling::kWarpColumns / 16;

  int lane_, row_, column_;  // of the warp's rectangle
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
