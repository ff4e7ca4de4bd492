// conv_down of an image: patches x weight^T, in f32 whatever the precision, since the depth is that
// of one patch: neither operands nor products are many, and the result is what takes the time.
//
// A block makes a tile of small pixels x channels. All of both operands is brought into shared
// memory at once, the weight asynchronously while each thread gathers the patch of one pixel.
#pragma once

#include <algorithm>
#include <cstddef>

#include "kernels/cuda/divisor.cuh"
#include "kernels/cuda/epilogue.cuh"
#include "kernels/cuda/f32_product.cuh"
#include "kernels/cuda/gather_convolution.h"
#include "kernels/cuda/gather_loading.cuh"
#include "kernels/cuda/gather_taps.cuh"
#include "kernels/cuda/thin_patches.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

struct ThinDown {
  ConvShape shape;
  Divisor width, height;       // of the small map
  GatherConvolution product;   // product_of_patches(shape): the weight and the epilogue are its own
  bool weight_chunks = false;  // the weight can be copied 16 bytes at a time
};

using ThinDownProduct = F32Product<ThreadTiling<128, 64>, Order::kDepthInner, Order::kDepthInner>;

struct ThinDownMemory {
  using Product = ThinDownProduct;
  using Tiling = Product::Tiling;
  static constexpr int kSlabFloats = Product::ATile::kSize + Product::BTile::kSize;

  static std::size_t bytes(int patch_elements) {
    const int slabs = (patch_elements + Product::kDepth - 1) / Product::kDepth;
    return sizeof(float) *
           std::size_t(
               std::max(slabs * kSlabFloats,
                        kEpilogueFloats<Tiling::kRows, Tiling::kColumns, Product::kThreads>));
  }
};

/// Gathers row `row` of the patches: those of small pixel `pixel`. Elements that are not there, up
/// to the last slab's end, are 0.
__device__ __forceinline__ void gather_patch(const ThinDown& p, int pixel, int row, int slabs,
                                             float* memory) {
  using Tile = ThinDownProduct::ATile;
  constexpr int kChunk = Tile::kChunk;
  const int y = p.width.quotient(pixel), cover = p.height.quotient(y);
  const PatchOrigin origin = patch_origin(p.shape, cover, y - cover * p.shape.small_height,
                                          pixel - y * p.shape.small_width);
  const PendingMap& map = p.product.source;
  const bool raw = is_raw(map);
  PatchWalk walk(p.shape);
  for (int slab = 0; slab < slabs; ++slab) {
    float* const tile = memory + slab * ThinDownMemory::kSlabFloats;
    SLEEVE_UNROLL
    for (int chunk = 0; chunk < Tile::kChunks; ++chunk) {
      Run<kChunk> run = {};
      SLEEVE_UNROLL
      for (int i = 0; i < kChunk; ++i, walk.advance()) {
        if (!walk.inside(origin)) continue;
        const std::size_t at = walk.index(origin);
        run.value[i] = raw ? load_element(map.data, at) : pending_value(map, at, walk.channel());
      }
      store_run(tile + Tile::at(row, chunk), run);
    }
  }
}

/// Grid: tiles of rows, and within each those of columns.
__global__ void __launch_bounds__(ThinDownProduct::kThreads, 3) thin_down_kernel(const ThinDown p) {
  using Product = ThinDownProduct;
  using Tiling = Product::Tiling;
  using Memory = ThinDownMemory;
  static_assert(Product::kThreads == Tiling::kRows);
  SLEEVE_DYNAMIC_SHARED(float, memory);
  SLEEVE_SHARED(int, pixels, Tiling::kRows);  // of the result; -1: there is none

  const TileEpilogue& epilogue = p.product.epilogue;
  const int column_tiles = (epilogue.columns + Tiling::kColumns - 1) / Tiling::kColumns;
  const int tile = int(blockIdx.x) / column_tiles;
  const int first_column = int(blockIdx.x) % column_tiles * Tiling::kColumns;
  const Phase<Direction::kDown> phase(p.product.shape, 0);
  const int slabs = phase.slabs(p.product.shape, Product::kDepth);

  const WeightSlabs<Product, Direction::kDown> weight(p.product, first_column);
  SlabWalk<Direction::kDown> walk(p.product.shape, phase, 0, Product::kDepth);
  for (int slab = 0; slab < slabs; ++slab, walk.advance(Product::kDepth)) {
    float* const b_tile = memory + slab * Memory::kSlabFloats + Product::ATile::kSize;
    if (p.weight_chunks) {
      weight.copy(b_tile, walk);
    } else {
      weight.store(b_tile, walk);
    }
  }
  commit_copies();

  const int row = int(threadIdx.x), pixel = tile * Tiling::kRows + row;
  const bool there = within(pixel, phase.rows(p.product.shape));
  pixels[row] = there ? pixel : -1;
  gather_patch(p, there ? pixel : 0, row, slabs, memory);
  wait_copies<0>();
  __syncthreads();

  Product product(row);
  for (int step = 0; step < slabs * Product::kSteps; ++step) {
    const float* const a_tile = memory + step / Product::kSteps * Memory::kSlabFloats;
    product.multiply(a_tile, a_tile + Product::ATile::kSize, step % Product::kSteps);
  }
  __syncthreads();
  product.store(memory, kSumsStride<Tiling::kColumns>);
  __syncthreads();
  finish_tile<Tiling::kRows, Tiling::kColumns, Product::kThreads>(epilogue, memory, pixels,
                                                                  first_column, tile);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
