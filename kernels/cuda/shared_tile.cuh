// How operands of products lie in shared memory.
#pragma once

#include <type_traits>

#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Lines of four chunks of 16 bytes, permuted within each line so that eight neighbouring chunks,
/// and one chunk of eight neighbouring lines, lie in different banks: copies write the first,
/// fragments are loaded as the second.
template <typename T, int kLines_, int kLength_>
struct PermutedTile {
  static constexpr int kLines = kLines_, kLength = kLength_;
  static constexpr int kChunk = 16 / int(sizeof(T));  // elements
  static constexpr int kChunks = kLength / kChunk;    // of a line
  static constexpr int kSize = kLines * kLength;
  static_assert(kChunks == 4);

  /// Where a chunk begins.
  __device__ __forceinline__ static int at(int line, int chunk) {
    return line * kLength + (chunk ^ line / 2 % 4) * kChunk;
  }
};

/// Longer lines, so far apart that one chunk of eight neighbouring lines lies in different banks,
/// and so do 4-byte elements of four lines times eight of each, which tf32 fragments are loaded as.
/// The many places that a thread reads differ by constants: permuted, each would cost a register.
template <typename T, int kLines_, int kLength_>
struct PaddedTile {
  static constexpr int kLines = kLines_, kLength = kLength_;
  static constexpr int kChunk = 16 / int(sizeof(T));
  static constexpr int kChunks = kLength / kChunk;
  static constexpr int kStride = kLength + 8;
  static constexpr int kSize = kLines * kStride;
  static_assert(kLength % 32 == 0);

  __device__ __forceinline__ static int at(int line, int chunk) {
    return line * kStride + chunk * kChunk;
  }
};

/// A slab of an operand has a side (rows of A, columns of B) and a depth, which products sum over.
enum class Order {
  kDepthInner,  // [side][depth]
  kDepthOuter,  // [depth][side]
};

template <typename T, Order kOrder, int kSide, int kDepth>
using OperandTile = std::conditional_t<kOrder == Order::kDepthInner, PermutedTile<T, kSide, kDepth>,
                                       PaddedTile<T, kDepth, kSide>>;

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
