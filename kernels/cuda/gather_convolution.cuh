// The kernel of kernels/cuda/gather_convolution.h.
//
// A block sums one tile of rows x columns of a phase. Slabs of both operands go round a ring of
// kStages in shared memory: while one is multiplied, copies into the others are under way. The
// weight is always copied asynchronously; so is a raw source. A source that is read through its
// pending form is loaded into registers a whole slab ahead, transformed there, and stored into the
// ring between two steps of the product. One barrier a slab is enough: what is written during a
// slab is the place of one whose readers have passed the barrier.
#pragma once

#include <cstddef>

#include "kernels/cuda/epilogue.cuh"
#include "kernels/cuda/gather_convolution.h"
#include "kernels/cuda/gather_loading.cuh"
#include "kernels/cuda/gather_taps.cuh"
#include "kernels/cuda/split_sums.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Shared memory of a block, in floats: the ring, later the tile of sums, and the channels' forms.
template <class Product>
struct GatherMemory {
  using Tiling = typename Product::Tiling;
  static constexpr int kStages = 4;
  static constexpr int kStageElements = Product::ATile::kSize + Product::BTile::kSize;
  static constexpr int kRingFloats =
      kStages * kStageElements * int(sizeof(typename Product::Element)) / int(sizeof(float));
  static constexpr int kSumsFloats =
      kEpilogueFloats<Tiling::kRows, Tiling::kColumns, Product::kThreads>;
  static constexpr int kWorkFloats = kRingFloats > kSumsFloats ? kRingFloats : kSumsFloats;

  static constexpr std::size_t bytes(GatherLoading loading, int source_channels) {
    const int forms = loading == GatherLoading::kThrough ? 2 * source_channels : 0;
    return std::size_t(kWorkFloats + forms) * sizeof(float);
  }
};

/// Which tile a block sums, and which part of its depth. Blocks that run together share rows of the
/// source: columns go first, then the phases of conv_up.
template <class Product, Direction kDirection>
struct GatherBlock {
  int tile;  // of the rows of all phases
  int phase, first_row, first_column;

  __device__ __forceinline__ explicit GatherBlock(const GatherConvolution& p) {
    constexpr int kColumns = Product::Tiling::kColumns;
    const int column_tiles = (p.epilogue.columns + kColumns - 1) / kColumns;
    const int phases = phase_count<kDirection>(p.shape);
    tile = int(blockIdx.x) / column_tiles;
    phase = tile % phases;
    first_row = tile / phases * Product::Tiling::kRows;
    first_column = int(blockIdx.x) % column_tiles * kColumns;
  }
};

/// Sums the slabs [begin, end) of a phase.
template <class Product, Direction kDirection, GatherLoading kLoading>
__device__ __forceinline__ void sum_slabs(const GatherConvolution& p, Product& product,
                                          const Phase<kDirection>& phase, int begin, int end,
                                          const PackedRow* rows, int first_column, float* memory) {
  using Element = typename Product::Element;
  using Memory = GatherMemory<Product>;
  constexpr int kStages = Memory::kStages, kDepth = Product::kDepth;
  constexpr bool kThrough = kLoading == GatherLoading::kThrough;
  Element* const ring = reinterpret_cast<Element*>(memory);
  const float* const forms = memory + Memory::kWorkFloats;
  const auto a_tile = [&](int slab) { return ring + slab % kStages * Memory::kStageElements; };
  const auto b_tile = [&](int slab) { return a_tile(slab) + Product::ATile::kSize; };

  const WeightSlabs<Product, kDirection> weight(p, first_column);
  SourceSlabs<Product, kDirection> source(p, rows);
  SlabWalk<kDirection> copies(p.shape, phase, begin, kDepth);
  const auto start_copies = [&](int slab) {
    if (slab < end) {
      if constexpr (kLoading == GatherLoading::kElementwise) {
        source.store_elements(a_tile(slab), copies);
        weight.store(b_tile(slab), copies);
      } else {
        if constexpr (!kThrough) source.copy(a_tile(slab), copies);
        weight.copy(b_tile(slab), copies);
      }
      copies.advance(kDepth);
    }
    commit_copies();  // an empty group too: waits count groups
  };
  for (int slab = begin; slab < begin + kStages - 1; ++slab) start_copies(slab);

  SlabWalk<kDirection> loads(p.shape, phase, begin, kDepth);
  const auto load_ahead = [&](int slab) {
    if (slab >= end) return;
    source.load(loads);
    loads.advance(kDepth);
  };
  if constexpr (kThrough) {
    load_ahead(begin);
    source.store(a_tile(begin), forms);
    load_ahead(begin + 1);
  }

  for (int slab = begin; slab < end; ++slab) {
    wait_copies<kStages - 2>();
    __syncthreads();
    start_copies(slab + kStages - 1);
    SLEEVE_UNROLL
    for (int step = 0; step < Product::kSteps; ++step) {
      product.multiply(a_tile(slab), b_tile(slab), step);
      if constexpr (kThrough) {
        if (step == 0 && slab + 1 < end) {
          source.store(a_tile(slab + 1), forms);
          load_ahead(slab + 2);
        }
      }
    }
  }
}

/// kBlocks of them should run on a multiprocessor at once.
template <class Product, Direction kDirection, GatherLoading kLoading, int kBlocks>
__global__ void __launch_bounds__(Product::kThreads, kBlocks)
    gather_convolution_kernel(const GatherConvolution p) {
  using Tiling = typename Product::Tiling;
  SLEEVE_DYNAMIC_SHARED(float, memory);
  SLEEVE_SHARED(PackedRow, rows, Tiling::kRows);
  SLEEVE_SHARED(int, pixels, Tiling::kRows);  // of the result; -1: there is none

  const GatherBlock<Product, kDirection> block(p);
  const Phase<kDirection> phase(p.shape, block.phase);
  for (int i = int(threadIdx.x); i < Tiling::kRows; i += Product::kThreads) {
    rows[i] = {0, kNowhere};
    pixels[i] = -1;
    if (within(block.first_row + i, phase.rows(p.shape))) {
      const GatherRow row = gather_row(p.shape, phase, block.first_row + i);
      rows[i] = packed(row);
      pixels[i] = row.result_pixel;
    }
  }
  if constexpr (kLoading == GatherLoading::kThrough) {
    SourceSlabs<Product, kDirection>::fill_forms(memory + GatherMemory<Product>::kWorkFloats,
                                                 p.source, source_channels<kDirection>(p.shape));
  }
  __syncthreads();

  Product product(int(threadIdx.x));
  const int slabs = phase.slabs(p.shape, Product::kDepth);
  const int split = int(blockIdx.y), splits = int(gridDim.y);
  sum_slabs<Product, kDirection, kLoading>(p, product, phase, slabs * split / splits,
                                           slabs * (split + 1) / splits, rows, block.first_column,
                                           memory);

  __syncthreads();
  product.store(memory, kSumsStride<Tiling::kColumns>);
  __syncthreads();
  if (splits > 1) {
    constexpr std::size_t kSize = std::size_t(Tiling::kRows * Tiling::kColumns);
    float* const sums = p.split_sums + blockIdx.x * (std::size_t(splits) * kSize);
    const bool last =
        sum_splits<Tiling::kRows, Tiling::kColumns, kSumsStride<Tiling::kColumns>,
                   Product::kThreads>(memory, sums, split, splits, p.tickets + blockIdx.x);
    if (!last) return;
  }
  finish_tile<Tiling::kRows, Tiling::kColumns, Product::kThreads>(p.epilogue, memory, pixels,
                                                                  block.first_column, block.tile);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
