// A block's tile of a matrix product in f32, without tensor cores: sums += A B over one slab of
// depth, each sum by std::fma in order of depth.
//
// A thread sums 8 x 8 elements of the tile; four of depth at a time come from shared memory.
#pragma once

#include <bit>
#include <cmath>

#include "kernels/cuda/operand_sizes.h"
#include "kernels/cuda/operands.cuh"
#include "kernels/cuda/shared_tile.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// How a block's threads share its tile.
template <int kRows_, int kColumns_>
struct ThreadTiling {
  static constexpr int kRows = kRows_, kColumns = kColumns_;
  static constexpr int kThreads = kRows / 8 * (kColumns / 8);
};

/// As MatrixProduct of matrix_product.cuh.
template <class Tiling_, Order kAOrder, Order kBOrder>
class F32Product {
 public:
  using Operand = F32Operand;
  using Element = float;
  using Tiling = Tiling_;
  static constexpr int kDepth = slab_depth(Operand::kPrecision);
  using ATile = OperandTile<float, kAOrder, Tiling::kRows, kDepth>;
  using BTile = OperandTile<float, kBOrder, Tiling::kColumns, kDepth>;
  static constexpr int kDepthPerStep = 4;
  static constexpr int kSteps = kDepth / kDepthPerStep;
  static constexpr int kThreads = Tiling::kThreads;
  static constexpr int kQuads = 16;

  __device__ __forceinline__ explicit F32Product(int thread)
      : row_thread_(thread % 8 + thread / 32 % (kRowThreads / 8) * 8),
        column_thread_(thread / 8 % 4 + thread / 32 / (kRowThreads / 8) * 4) {
    SLEEVE_UNROLL
    for (int i = 0; i < kQuads; ++i) {
      SLEEVE_UNROLL
      for (int j = 0; j < 4; ++j) sums[i][j] = 0;
    }
  }

  __device__ __forceinline__ void multiply(const float* a, const float* b, int step) {
    float rows[4][8], columns[4][8];
    load_strip<kAOrder, ATile, kRowThreads>(rows, a, row_thread_, step * kDepthPerStep);
    load_strip<kBOrder, BTile, kColumnThreads>(columns, b, column_thread_, step * kDepthPerStep);
    SLEEVE_UNROLL
    for (int d = 0; d < 4; ++d) {
      SLEEVE_UNROLL
      for (int i = 0; i < 8; ++i) {
        SLEEVE_UNROLL
        for (int j = 0; j < 8; ++j) {
          float& sum = sums[2 * i + j / 4][j % 4];
          sum = std::fma(rows[d][i], columns[d][j], sum);
        }
      }
    }
  }

  __device__ __forceinline__ void store(float* to, int stride) const {
    SLEEVE_UNROLL
    for (int i = 0; i < 8; ++i) {
      const int row = place<kAOrder, kRowThreads>(row_thread_, i);
      SLEEVE_UNROLL
      for (int j = 0; j < 8; ++j) {
        const int column = place<kBOrder, kColumnThreads>(column_thread_, j);
        to[row * stride + column] = sums[2 * i + j / 4][j % 4];
      }
    }
  }

  float sums[kQuads][4];  // [row][half of the columns][column]

 private:
  static constexpr int kRowThreads = Tiling::kRows / 8, kColumnThreads = Tiling::kColumns / 8;

  /// The i-th of the eight rows (or columns) of a thread: so that neighbouring threads read
  /// neighbouring lines, or neighbouring chunks of one line.
  template <Order kOrder, int kSideThreads>
  __device__ __forceinline__ static int place(int thread, int i) {
    if constexpr (kOrder == Order::kDepthInner) return thread + i * kSideThreads;
    return 4 * thread + i % 4 + i / 4 * (4 * kSideThreads);
  }

  /// strip[d][i]: element (place(i), depth + d).
  template <Order kOrder, class Tile, int kSideThreads>
  __device__ __forceinline__ static void load_strip(float (&strip)[4][8], const float* tile,
                                                    int thread, int depth) {
    SLEEVE_UNROLL
    for (int i = 0; i < 8; ++i) {
      const int at = kOrder == Order::kDepthInner
                         ? Tile::at(thread + i * kSideThreads, depth / 4)
                         : Tile::at(depth + i % 4, thread + i / 4 * kSideThreads);
      const Words4 words = load_16(tile + at);
      SLEEVE_UNROLL
      for (int j = 0; j < 4; ++j) {
        const float value = std::bit_cast<float>(words.word[j]);
        if constexpr (kOrder == Order::kDepthInner) {
          strip[j][i] = value;
        } else {
          strip[i % 4][i / 4 * 4 + j] = value;
        }
      }
    }
  }

  int row_thread_, column_thread_;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
