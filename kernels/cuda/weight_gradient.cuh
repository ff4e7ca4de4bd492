// The weight gradient: small^T x patches, summed over the pixels of the small map, which the splits
// of a launch share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "kernels/cuda/f32_product.cuh"
#include "kernels/cuda/matrix_product.cuh"
#include "kernels/cuda/patch_columns.cuh"
#include "kernels/cuda/slab_loaders.cuh"
#include "kernels/cuda/thin_patch_loader.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

struct WeightGradientCall {
  explicit WeightGradientCall(const ConvShape& shape) : geometry(shape) {}

  PatchGeometry geometry;
  PendingMap big, small;
  int pixels_per_split = 0;
  float* sums = nullptr;  // [splits][small channels][columns], a split every split_stride
  std::size_t split_stride = 0;
  bool accumulate = false;    // to what is in sums
  bool whole_chunks = false;  // rows of sums can be written 16 bytes at a time
};

/// How blocks multiply: a square of kSide small channels by kSide columns, depth being pixels.
template <typename Operand, int kSide>
struct WeightTiling {
  using Warps = WarpTiling<kSide, kSide, kSide / 2, kSide == 128 ? 32 : kSide / 2>;
  using Product = std::conditional_t<
      Operand::kPrecision == Precision::kF32,
      F32Product<ThreadTiling<kSide, kSide>, Order::kDepthOuter, Order::kDepthOuter>,
      MatrixProduct<Operand, Warps, Order::kDepthOuter, Order::kDepthOuter>>;
  static constexpr int kSlabs = 4;  // on their way at once
  static constexpr int kSlabSize = Product::ATile::kSize;
  static_assert(Product::BTile::kSize == kSlabSize);
  /// Sums on their way out lie in the slabs' memory, rows 8 banks apart.
  static constexpr int kSumStride = kSide + 8;
  static constexpr std::size_t kSharedBytes =
      std::max(2 * kSlabs * kSlabSize * sizeof(typename Operand::Element),
               kSide* kSumStride * sizeof(float));
};

/// Writes a tile of sums [kSide][kSumStride] from (first_row, first_column) on.
template <typename Tiling, int kSide>
__device__ __forceinline__ void write_sums(const WeightGradientCall& call, const float* tile,
                                           int first_row, int first_column, float* sums) {
  const int rows = call.geometry.shape.small_channels, columns = call.geometry.columns;
  for (int chunk = int(threadIdx.x); chunk < kSide * kSide / 4; chunk += int(blockDim.x)) {
    const int row = chunk / (kSide / 4), column = chunk % (kSide / 4) * 4;
    if (!within(first_row + row, rows)) break;
    const float* const from = tile + row * Tiling::kSumStride + column;
    float* const to =
        sums + std::size_t(first_row + row) * std::size_t(columns) + first_column + column;
    const auto write = [&](auto length, int at) {
      Run<length> run = load_run<length>(from + at);
      if (call.accumulate) {
        const Run<length> before = load_run<length>(to + at);
        for (int i = 0; i < length; ++i) run.value[i] += before.value[i];
      }
      store_run(to + at, run);
    };
    if (call.whole_chunks) {
      if (within(first_column + column, columns)) write(std::integral_constant<int, 4>(), 0);
    } else {
      for (int i = 0; i < 4 && within(first_column + column + i, columns); ++i) {
        write(std::integral_constant<int, 1>(), i);
      }
    }
  }
}

/// Grid: tiles of columns, tiles of rows, splits.
template <typename Operand, int kSide, Loading kSmallLoading, Loading kBigLoading>
__global__ void __launch_bounds__(WeightTiling<Operand, kSide>::Product::kThreads, 2)
    weight_gradient_kernel(const WeightGradientCall call) {
  using Tiling = WeightTiling<Operand, kSide>;
  using Product = typename Tiling::Product;
  using Element = typename Operand::Element;
  constexpr int kSlabs = Tiling::kSlabs, kDepth = Product::kDepth;
  SLEEVE_DYNAMIC_SHARED(Element, shared);
  const auto a_slab = [&](int slab) { return shared + slab % kSlabs * Tiling::kSlabSize; };
  const auto b_slab = [&](int slab) { return a_slab(slab) + kSlabs * Tiling::kSlabSize; };

  const int first_row = int(blockIdx.y) * kSide, first_column = int(blockIdx.x) * kSide;
  const int begin = int(blockIdx.z) * call.pixels_per_split;
  const int end = std::min(begin + call.pixels_per_split, call.geometry.pixels);
  const int slabs = (end - begin + kDepth - 1) / kDepth;
  const auto pixel = [&](int slab) { return begin + slab * kDepth; };

  SlabLoader<kSmallLoading, ChannelColumns, Operand, typename Product::ATile, Product::kThreads>
      small(call.geometry, call.small, first_row);
  SlabLoader<kBigLoading, PatchColumns, Operand, typename Product::BTile, Product::kThreads> big(
      call.geometry, call.big, first_column);
  const auto copy = [&](int slab) {
    if (slab < slabs) {
      small.copy(a_slab(slab), pixel(slab), end);
      big.copy(b_slab(slab), pixel(slab), end);
    }
    commit_copies();
  };
  const auto fetch = [&](int slab) {
    small.fetch(pixel(slab), end);
    big.fetch(pixel(slab), end);
  };
  const auto store = [&](int slab) {
    small.store(a_slab(slab), pixel(slab), end);
    big.store(b_slab(slab), pixel(slab), end);
  };

  for (int slab = 0; slab < kSlabs - 1; ++slab) copy(slab);
  fetch(0);
  store(0);
  fetch(1);
  Product product(int(threadIdx.x));
  for (int slab = 0; slab < slabs; ++slab) {
    wait_copies<kSlabs - 2>();
    // Slab `slab` is there for all, and all are done with the one before it.
    __syncthreads();
    copy(slab + kSlabs - 1);
    store(slab + 1);
    fetch(slab + 2);
    SLEEVE_UNROLL
    for (int step = 0; step < Product::kSteps; ++step) {
      product.multiply(a_slab(slab), b_slab(slab), step);
    }
  }
  __syncthreads();
  float* const tile = reinterpret_cast<float*>(shared);
  product.store(tile, Tiling::kSumStride);
  __syncthreads();
  write_sums<Tiling, kSide>(call, tile, first_row, first_column,
                            call.sums + std::size_t(blockIdx.z) * call.split_stride);
}

/// gradient = (accumulate ? gradient : 0) + the sums of the splits, in their order.
template <int kRun>
__global__ void add_splits_kernel(const float* __restrict__ sums, std::size_t split_stride,
                                  int splits, std::size_t size, float* __restrict__ gradient,
                                  bool accumulate) {
  for_each_run<kRun>(size, [&](auto length, std::size_t at) {
    Run<length> total = load_run<length>(sums + at);
    for (int split = 1; split < splits; ++split) {
      const Run<length> part = load_run<length>(sums + std::size_t(split) * split_stride + at);
      for (int i = 0; i < length; ++i) total.value[i] += part.value[i];
    }
    if (accumulate) {
      const Run<length> before = load_run<length>(gradient + at);
      for (int i = 0; i < length; ++i) total.value[i] += before.value[i];
    }
    store_run(gradient + at, total);
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
