// How operands of products lie in shared memory.
#pragma once

#include <type_traits>

#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Lines of kLength elements in chunks of 16 bytes. Within each line the chunks are permuted so
/// that eight neighbouring chunks of a line, and one chunk of eight neighbouring lines, lie in
/// different banks: copies write the first, fragments are loaded as the second. (A 4-byte element
/// is also read alone, by four lines times eight elements of a warp: lines are then permuted in
/// pairs.)
template <typename T, int kLines_, int kLength_>
struct SharedTile {
  static constexpr int kLines = kLines_, kLength = kLength_;
  static constexpr int kChunk = 16 / int(sizeof(T));  // elements
  static constexpr int kChunks = kLength / kChunk;    // of a line
  static constexpr int kSize = kLines * kLength;

  /// Where a chunk begins.
  __device__ __forceinline__ static int at(int line, int chunk) {
    return line * kLength + (chunk ^ permutation(line)) * kChunk;
  }

 private:
  static_assert(kChunks == 4 || kChunks % 8 == 0);
  __device__ __forceinline__ static int permutation(int line) {
    if constexpr (kChunks == 4) return line / 2 % 4;
    return sizeof(T) == 2 ? line % 8 : line * 2 % 8;
  }
};

/// The same lines, so far apart that the same eight chunks lie in different banks, and so do 4-byte
/// elements of four neighbouring lines times eight of a line. For lines of depth, of which a thread
/// reads many pieces: their places differ by constants, which cost no registers.
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
using OperandTile = std::conditional_t<kOrder == Order::kDepthInner, SharedTile<T, kSide, kDepth>,
                                       PaddedTile<T, kDepth, kSide>>;

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
