// How the blocks of MS-SSIM share the scales of a pair of images.
//
// A block holds a patch of a pair at one scale in shared memory. A scale that is larger than a
// patch is divided into tiles, a block each; from the first scale that fits into a patch, one block
// does that scale and all smaller ones, halving its patch in between.
#pragma once

#include <cstddef>

#include "kernels/cuda/target.cuh"
#include "kernels/ssim.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// The largest patch, in pixels.
struct SsimPatchLimits {
  int high, wide;
};

/// A scale of a pair, as kernels read it.
struct SsimLevel {
  int height, width, taps;
  int tile_high, tile_wide;  // tiles are of windows (ms_ssim) or of pixels (ms_ssim_backward)
  int tiles_wide, tiles;
  int first_block;  // among those of a pair; their number where no block begins with this scale
  std::size_t pyramid_offset;  // of the scale's elements among those of all scales
  float window[SsimScales::kMostTaps];
  __host__ __device__ std::size_t elements() const {
    return std::size_t(height) * std::size_t(width) * SsimScales::kChannels;
  }
  float weight, terms;  // exponent of the scale's factor; values that a mean is taken over
};

struct SsimTiling {
  int count, products;         // as in SsimScales
  int whole;                   // the first scale that fits into a patch; `count` if none does
  int blocks;                  // of a pair
  std::size_t pyramid;         // elements of all scales
  std::size_t patch_elements;  // of the largest patch
  float window[SsimScales::kMostTaps];  // of the scales with so many taps
  SsimLevel levels[SsimScales::kMost];
};

enum class SsimTiles : unsigned char { kWindows, kPixels };

SsimTiling ssim_tiling(const SsimScales& scales, SsimTiles of, const SsimPatchLimits& limits);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
