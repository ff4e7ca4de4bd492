// The way back through MS-SSIM: the gradients of each pair by p and q at every scale, and from
// these the gradients by the images.
//
// A pixel u lies in windows of which each has derivatives by its variance and by its mean m:
//   du = sum of weight * (by_mean + 2 by_variance (u - m)),
// the sum of weights times by_variance, and that of by_mean - 2 by_variance m: two more separable
// filters. With m and u taken relative to a value in the patch, flat images have gradients of 0.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/cuda/runs.cuh"
#include "kernels/cuda/ssim_windows.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

struct SsimGradients {
  SsimTiling tiling;  // of pixels
  const float* first = nullptr;
  const float* second = nullptr;
  const std::int32_t* pairs = nullptr;
  const float* means = nullptr;
  const float* score_gradients = nullptr;
  PairValue* pyramids = nullptr;  // [pairs, tiling.pyramid]: gradients by p and q
};

/// Derivatives of a score by what a window adds to a pixel: times the pixel, and by itself.
struct alignas(16) WindowSlopes {
  float p_scale, p_shift, q_scale, q_shift;
};

/// Rows of slopes, filtered along columns, that await being filtered along rows: with zeros on
/// either side.
inline constexpr int kSlopeRows = 4, kSlopePadding = (kSsimTaps - 1) * kSsimChannels;
inline constexpr int kSlopeStride = kSsimThreads + kSlopePadding;

/// The derivatives of factor times contrast, or luminance times contrast, means relative to centre.
__device__ __forceinline__ WindowSlopes slopes_of(const PairMoments& moments, float factor,
                                                  bool last, const PairValue& centre) {
  const Shortfall found(moments);
  const float luminance = last ? 1 - found.luminance : 1.0F;
  const float slope = factor * luminance / found.contrast_bottom;
  const float by_p = 0.5F * slope * found.contrast, by_q = by_p - slope;  // by variances
  WindowSlopes slopes = {2 * by_p, -2 * by_p * (moments.p.mean - centre.p), 2 * by_q,
                         -2 * by_q * (moments.q.mean - centre.q)};
  if (last) {
    const float steep = factor * (1 - found.contrast) / found.luminance_bottom;
    slopes.p_shift += steep * found.luminance * found.brightness;
    slopes.q_shift += steep * moments.q.mean * (found.luminance - 2);
  }
  return slopes;
}

/// The pixels of a block, and where their gradients belong.
struct SsimPixels {
  SsimPatch patch;
  int top, left, height, width;  // of the pixels that are the block's; the patch has those around
  PairValue* gradients;          // of the whole scale
  int image_columns;

  /// The gradient by the pixel at `row` and `column` of the patch is that of distance * scale +
  /// shift, of both p and q.
  __device__ __forceinline__ void store(int row, int column, const WindowSlopes& sum,
                                        const PairValue& centre) const {
    const int y = patch.top + row, x = patch.left * kSsimChannels + column;
    if (!within(unsigned(y - top), unsigned(height))) return;
    if (!within(unsigned(x - left * kSsimChannels), unsigned(width * kSsimChannels))) return;
    const PairValue own = patch.values[row * patch.columns() + column];
    gradients[std::size_t(y) * image_columns + x] = {
        sum.p_scale * (own.p - centre.p) + sum.p_shift,
        sum.q_scale * (own.q - centre.q) + sum.q_shift};
  }
};

__device__ __forceinline__ void add(WindowSlopes& sum, float weight, const WindowSlopes& slopes) {
  sum.p_scale = std::fma(weight, slopes.p_scale, sum.p_scale);
  sum.p_shift = std::fma(weight, slopes.p_shift, sum.p_shift);
  sum.q_scale = std::fma(weight, slopes.q_scale, sum.q_scale);
  sum.q_shift = std::fma(weight, slopes.q_shift, sum.q_shift);
}

/// Of a scale with windows of 11 taps. Rows of the patch go by; `slopes`: shared memory,
/// [kSlopeRows, kSlopeStride].
__device__ __forceinline__ void write_gradients(const SsimPixels& pixels, const float* window,
                                                float factor, bool last, WindowSlopes* slopes) {
  constexpr int kBehind = kSsimTaps - 1;
  const SsimPatch& patch = pixels.patch;
  const int thread = int(threadIdx.x), stride = patch.columns(), columns = stride - kSlopePadding;
  const PairValue centre =
      patch.values[patch.height / 2 * stride + patch.width / 2 * kSsimChannels];
  for (int i = thread; within(i, kSlopeRows * kSlopeStride); i += kSsimThreads) slopes[i] = {};
  const bool has_column = within(thread, columns);
  WindowColumn p(centre.p), q(centre.q);
  WindowFilter p_scale, p_shift, q_scale, q_shift;
  for (int row = 0; row < patch.height + kBehind; ++row) {
    const int done = row - kBehind;  // the row of pixels that has met its last windows
    WindowSlopes own = {};
    if (has_column && within(row, patch.height)) {
      const PairMoments moments = row_moments(patch.values + row * stride + thread, window);
      p.push(window, moments.p);
      q.push(window, moments.q);
      if (done >= 0) own = slopes_of({p.moments(), q.moments()}, factor, last, centre);
    }
    p_scale.push(window, own.p_scale);
    p_shift.push(window, own.p_shift);
    q_scale.push(window, own.q_scale);
    q_shift.push(window, own.q_shift);
    if (done < 0) continue;
    if (done == 0) __syncthreads();  // zeros are there
    if (has_column) {
      slopes[done % kSlopeRows * kSlopeStride + kSlopePadding + thread] = {
          p_scale.sum(), p_shift.sum(), q_scale.sum(), q_shift.sum()};
    }
    if (done % kSlopeRows != kSlopeRows - 1 && done + 1 != patch.height) continue;
    __syncthreads();
    for (int above = done / kSlopeRows * kSlopeRows; above <= done; ++above) {
      const WindowSlopes* const from = slopes + above % kSlopeRows * kSlopeStride + thread;
      WindowSlopes sum = {};
      SLEEVE_UNROLL
      for (int k = 0; k < kSsimTaps; ++k) add(sum, window[k], from[k * kSsimChannels]);
      pixels.store(above, thread, sum, centre);
    }
    __syncthreads();
  }
}

/// Of a scale whose windows are small. `slopes`: shared memory for those of its windows.
__device__ __forceinline__ void write_small_gradients(const SsimPixels& pixels,
                                                      const SsimLevel& level, float factor,
                                                      bool last, WindowSlopes* slopes) {
  const SsimPatch& patch = pixels.patch;
  const int thread = int(threadIdx.x), stride = patch.columns();
  const int places = patch.height - level.taps + 1;
  const int columns = stride - (level.taps - 1) * kSsimChannels;
  const PairValue centre =
      patch.values[patch.height / 2 * stride + patch.width / 2 * kSsimChannels];
  visit_small_windows(patch, level, [&](int row, int column, const PairMoments& moments) {
    slopes[row * columns + column] = slopes_of(moments, factor, last, centre);
  });
  __syncthreads();
  for (int i = thread; within(i, patch.height * stride); i += kSsimThreads) {
    const int row = i / stride, column = i % stride;
    WindowSlopes sum = {};
    for (int j = 0; j < level.taps; ++j) {
      if (!within(unsigned(row - j), unsigned(places))) continue;
      for (int k = 0; k < level.taps; ++k) {
        const int from = column - k * kSsimChannels;
        if (!within(unsigned(from), unsigned(columns))) continue;
        add(sum, level.window[j] * level.window[k], slopes[(row - j) * columns + from]);
      }
    }
    pixels.store(row, column, sum, centre);
  }
}

/// The gradient by the sum over the windows of a channel at a scale (ssim_slope of kernels/ssim.h).
__device__ __forceinline__ float ssim_factor(const SsimGradients& p, int pair, int scale,
                                             int channel) {
  constexpr float kSmallestDivisor = 1e-4F;
  const SsimTiling& tiling = p.tiling;
  const float* const means = p.means + std::size_t(pair) * (tiling.count * tiling.products);
  const int product = channel % tiling.products;
  float value = 1;
  for (int j = 0; j < tiling.count; ++j) {
    value *=
        std::pow(std::max(means[j * tiling.products + product], 0.0F), tiling.levels[j].weight);
  }
  const SsimLevel& level = tiling.levels[scale];
  const float mean = std::max(means[scale * tiling.products + product], kSmallestDivisor);
  return p.score_gradients[pair] * level.weight * value /
         (mean * float(tiling.products) * level.terms);
}

/// The gradients of a part of each pair by p and q, scale by scale; not yet those that come from
/// the next scale.
static __global__ void __launch_bounds__(kSsimThreads, 2)
    ms_ssim_gradient_kernel(const SsimGradients p) {
  SLEEVE_DYNAMIC_SHARED(WindowSlopes, slopes);
  const SsimTiling& tiling = p.tiling;
  const int pair = int(blockIdx.x) / tiling.blocks, block = int(blockIdx.x) % tiling.blocks;
  const SsimPart part = part_of(tiling, block);
  const SsimLevel& begin = tiling.levels[part.scale];
  const std::size_t image = tiling.levels[0].elements();

  SsimPixels pixels = {};
  pixels.top = part.tile / begin.tiles_wide * begin.tile_high;
  pixels.left = part.tile % begin.tiles_wide * begin.tile_wide;
  pixels.height = std::min(begin.tile_high, begin.height - pixels.top);
  pixels.width = std::min(begin.tile_wide, begin.width - pixels.left);
  SsimPatch& patch = pixels.patch;
  const int border = begin.taps - 1;
  patch.values = reinterpret_cast<PairValue*>(slopes + kSlopeRows * kSlopeStride);
  patch.top = std::max(pixels.top - border, 0);
  patch.left = std::max(pixels.left - border, 0);
  patch.height = std::min(pixels.top + pixels.height + border, begin.height) - patch.top;
  patch.width = std::min(pixels.left + pixels.width + border, begin.width) - patch.left;
  load_patch(patch, part.scale, tiling.levels[0].width, p.first + p.pairs[2 * pair] * image,
             p.second + p.pairs[2 * pair + 1] * image);
  for (int scale = part.scale;; ++scale) {
    __syncthreads();
    const SsimLevel& level = tiling.levels[scale];
    const bool last = scale + 1 == tiling.count;
    const float factor = ssim_factor(p, pair, scale, int(threadIdx.x) % kSsimChannels);
    pixels.gradients = p.pyramids + pair * tiling.pyramid + level.pyramid_offset;
    pixels.image_columns = level.width * kSsimChannels;
    if (level.taps == kSsimTaps) {
      write_gradients(pixels, tiling.window, factor, last, slopes);
    } else {
      write_small_gradients(pixels, level, factor, last, slopes);
    }
    if (last || part.scale < tiling.whole) return;
    halve_patch(patch);
    pixels.height = patch.height;
    pixels.width = patch.width;
  }
}

/// Adds up the gradients by an image.
struct SsimGradientSum {
  SsimTiling tiling;
  const PairValue* pyramids;
  const std::int32_t* pairs;
  int pair_count;
  float* gradient;     // [images, elements of an image]
  bool first, second;  // whether `gradient` is that by the first, by the second images, or by both
  bool accumulate;

  /// By p and q of an element of a pair's images.
  __device__ __forceinline__ PairValue of_pair(int pair, int y, int x, int channel) const {
    PairValue sum = {};
    float share = 1;
    for (int j = 0; j < tiling.count; ++j, share *= 0.25F) {
      const SsimLevel& level = tiling.levels[j];
      const int row = y >> j, column = x >> j;
      if (!within(row, level.height) || !within(column, level.width)) break;
      const PairValue one =
          pyramids[pair * tiling.pyramid + level.pyramid_offset +
                   (std::size_t(row) * level.width + column) * kSsimChannels + channel];
      sum.p += share * one.p;
      sum.q += share * one.q;
    }
    return sum;
  }
};

/// A grid over the elements of an image, and over images.
static __global__ void ms_ssim_gradient_sum_kernel(const SsimGradientSum p) {
  const SsimLevel& whole = p.tiling.levels[0];
  const int image = int(blockIdx.y), i = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (!within(i, whole.elements())) return;
  const int pixel = i / kSsimChannels, channel = i % kSsimChannels;
  const int y = pixel / whole.width, x = pixel % whole.width;
  float* const gradient = p.gradient + image * whole.elements() + i;
  float sum = p.accumulate ? *gradient : 0.0F;
  for (int pair = 0; pair < p.pair_count; ++pair) {
    const bool is_first = p.first && p.pairs[2 * pair] == image;
    const bool is_second = p.second && p.pairs[2 * pair + 1] == image;
    if (!is_first && !is_second) continue;
    const PairValue by = p.of_pair(pair, y, x, channel);
    if (is_first) sum += 0.5F * (by.p + by.q);
    if (is_second) sum += 0.5F * (by.p - by.q);
  }
  *gradient = sum;
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
