// conv_up into an image. A block takes a rectangle of small pixels of a cover, its patch, and
// multiplies them by all taps and channels of the weight, which gives each pixel's contributions to
// the image, in shared memory; every element of the image then sums those that reach it. The small
// map is read once, but for the seams of patches, and an image has few elements: nothing is
// multiplied twice or by inserted zeros.
//
// In padded coordinates q = y + padding, the `stride` rows of a group, q / stride = g, are reached
// from the small rows g - reach + 1 ... g, where reach = ceil(kernel / stride).
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/cuda/divisor.cuh"
#include "kernels/cuda/gather_convolution.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Small pixels of a patch, which are rows of the product, at most.
inline constexpr int kThinUpRows = 128;

/// Groups of rows and of columns, of which a block makes so many of each.
struct GroupTiles {
  int first_y, first_x;  // group in which the image begins
  int height, width;     // groups of a tile
  int down, across;      // tiles
  int reach;
};

struct ThinUp {
  ConvShape shape;
  GroupTiles tiles;
  Divisor patch_width, stride, channels;
  Divisor row_elements;       // of the image, in a tile
  GatherConvolution product;  // product_of_patches(shape), with the image's epilogue
};

/// Where a block's patch begins, in the small map, and its groups in the image; both may begin
/// outside.
struct PatchBlock {
  int cover, small_y, small_x, big_y, big_x;

  __device__ __forceinline__ explicit PatchBlock(const ThinUp& p) {
    const GroupTiles& tiles = p.tiles;
    const int across = int(blockIdx.x) % tiles.across;
    const int down = int(blockIdx.x) / tiles.across % tiles.down;
    cover = int(blockIdx.x) / (tiles.across * tiles.down);
    const int group_y = tiles.first_y + down * tiles.height;
    const int group_x = tiles.first_x + across * tiles.width;
    small_y = group_y - tiles.reach + 1;
    small_x = group_x - tiles.reach + 1;
    big_y = group_y * p.shape.stride - p.shape.padding;
    big_x = group_x * p.shape.stride - p.shape.padding;
  }
};

/// What is stored where r has been summed: through bias and pending form.
__device__ __forceinline__ float finished(const ConvEpilogue& epilogue, float r, std::size_t at,
                                          int channel) {
  if (epilogue.bias != nullptr) r += epilogue.bias[channel];
  const PendingMap& of = epilogue.gradient.of;
  if (!of.data) return r;
  const float z = std::fma(scale_of(of, channel), load_element(of.data, at), shift_of(of, channel));
  return r * dropout_factor(of, at) * activation_slope(z, of.activation, of.slope);
}

/// Sums a tile's elements of the image from the contributions [row of the patch][tap x channels],
/// rows kStride apart, in order of the kernel.
template <int kStride, int kThreads>
__device__ __forceinline__ void sum_contributions(const ThinUp& p, const PatchBlock& block,
                                                  const float* contributions) {
  const ConvShape& shape = p.shape;
  const int last_y = p.tiles.reach - 1, last_x = last_y;
  const int elements = p.tiles.height * shape.stride * p.row_elements.divisor();
  for (int i = int(threadIdx.x); i < elements; i += kThreads) {
    const int y = p.row_elements.quotient(i);
    const int in_row = i - y * p.row_elements.divisor();
    const int x = p.channels.quotient(in_row), channel = in_row - x * shape.big_channels;
    const int big_y = block.big_y + y, big_x = block.big_x + x;
    if (!within(unsigned(big_y), unsigned(shape.big_height))) continue;
    if (!within(unsigned(big_x), unsigned(shape.big_width))) continue;

    float sum = 0;
    int row = p.stride.quotient(y) + last_y;
    for (int ky = p.stride.remainder(y); ky < shape.kernel; ky += shape.stride, --row) {
      int column = p.stride.quotient(x) + last_x;
      for (int kx = p.stride.remainder(x); kx < shape.kernel; kx += shape.stride, --column) {
        const int tap = ky * shape.kernel + kx;
        sum += contributions[(row * p.patch_width.divisor() + column) * kStride +
                             tap * shape.big_channels + channel];
      }
    }
    const std::size_t pixel =
        (std::size_t(block.cover) * std::size_t(shape.big_height) + std::size_t(big_y)) *
            std::size_t(shape.big_width) +
        std::size_t(big_x);
    const std::size_t at = pixel * std::size_t(shape.big_channels) + std::size_t(channel);
    const TileEpilogue& epilogue = p.product.epilogue;
    store_element(epilogue.result, at, finished(epilogue.form, sum, at, channel));
  }
}

/// Grid: tiles of all covers. kBlocks of them should run on a multiprocessor at once.
template <class Product, GatherLoading kLoading, int kBlocks>
__global__ void __launch_bounds__(Product::kThreads, kBlocks) thin_up_kernel(const ThinUp p) {
  using Tiling = typename Product::Tiling;
  static_assert(Tiling::kRows == kThinUpRows && Tiling::kColumns <= kMostPatchElements);
  SLEEVE_DYNAMIC_SHARED(float, memory);
  SLEEVE_SHARED(PackedRow, rows, Tiling::kRows);

  const PatchBlock block(p);
  const int patch_pixels = (p.tiles.height + p.tiles.reach - 1) * p.patch_width.divisor();
  const int small_height = p.shape.small_height, small_width = p.shape.small_width;
  for (int i = int(threadIdx.x); i < Tiling::kRows; i += Product::kThreads) {
    const int y = block.small_y + p.patch_width.quotient(i);
    const int x = block.small_x + p.patch_width.remainder(i);
    const int pixel = (block.cover * small_height + y) * small_width + x;
    rows[i] = i < patch_pixels ? packed({y, x, pixel, 0}) : PackedRow{0, kNowhere};
  }
  if constexpr (kLoading == GatherLoading::kThrough) {
    SourceSlabs<Product, Direction::kUp>::fill_forms(memory + GatherMemory<Product>::kWorkFloats,
                                                     p.product.source, p.shape.small_channels);
  }
  __syncthreads();

  Product product(int(threadIdx.x));
  const Phase<Direction::kUp> phase(p.product.shape, 0);
  sum_slabs<Product, Direction::kUp, kLoading>(
      p.product, product, phase, 0, phase.slabs(p.product.shape, Product::kDepth), rows, 0, memory);
  __syncthreads();
  product.store(memory, kSumsStride<Tiling::kColumns>);
  __syncthreads();
  sum_contributions<kSumsStride<Tiling::kColumns>, Product::kThreads>(p, block, memory);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
