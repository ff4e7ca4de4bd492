// A patch of a pair of images in shared memory, as half sum p = (x + y) / 2 and half difference
// q = (x - y) / 2 of values in [-1, 1], rows of interleaved channels. In these, contrast and
// luminance say by how much they fall short of 1, and need two variances instead of three second
// moments:
//   1 - contrast  = var(q) / ((var(p) + var(q)) / 2 + C2)
//   1 - luminance = mean(q)^2 / (((mean(p) + 1)^2 + mean(q)^2) / 2 + C1)
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cuda/ssim_tiling.h"
#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

inline constexpr int kSsimChannels = SsimScales::kChannels, kSsimTaps = SsimScales::kMostTaps;
/// Of a block: one for each element in a row of the widest patch.
inline constexpr int kSsimThreads = 192;
static_assert(kSsimThreads % kSsimChannels == 0, "elements that a thread takes are of one channel");

inline constexpr int kMostPatchElements = 64 * 64 * kSsimChannels;

struct alignas(8) PairValue {
  float p, q;
};

struct SsimPatch {
  PairValue* values;  // [height, columns]
  int top, left;      // where in the images of its scale
  int height, width;

  __device__ int columns() const { return width * kSsimChannels; }
};

/// Which part of a pair a block does.
struct SsimPart {
  int scale, tile;  // the first scale, and the tile of it
};

__device__ __forceinline__ SsimPart part_of(const SsimTiling& tiling, int block) {
  int scale = 0;
  while (scale + 1 < tiling.count && block >= tiling.levels[scale + 1].first_block) ++scale;
  return {scale, block - tiling.levels[scale].first_block};
}

/// Reads a patch from the images of a pair, halved `scale` times: a pixel is then the mean of a
/// square of them. A warp to a row.
__device__ __forceinline__ void load_patch(const SsimPatch& patch, int scale, int image_width,
                                           const float* x, const float* y) {
  constexpr int kWarps = kSsimThreads / 32, kRun = kSsimThreads / 32;
  const int warp = int(threadIdx.x) / 32, lane = int(threadIdx.x) % 32;
  const int columns = patch.columns(), square = 1 << scale;
  const float share = 0.5F / float(square * square);
  for (int row = warp; within(row, patch.height); row += kWarps) {
    PairValue* const to = patch.values + row * columns;
    float a[kRun] = {}, b[kRun] = {};
    for (int i = 0; i < square; ++i) {
      const std::size_t begin =
          (std::size_t((patch.top + row) * square + i) * image_width + patch.left * square) *
          kSsimChannels;
      for (int j = 0; j < square; ++j) {
        SLEEVE_UNROLL
        for (int k = 0; k < kRun; ++k) {
          const int column = lane + 32 * k;
          if (!within(column, columns)) continue;
          const int pixel = column / kSsimChannels, channel = column % kSsimChannels;
          const std::size_t at =
              begin + std::size_t((pixel * square + j) * kSsimChannels + channel);
          a[k] += x[at];
          b[k] += y[at];
        }
      }
    }
    SLEEVE_UNROLL
    for (int k = 0; k < kRun; ++k) {
      const int column = lane + 32 * k;
      if (within(column, columns)) to[column] = {share * (a[k] + b[k]), share * (a[k] - b[k])};
    }
  }
}

/// The next scale of a patch that is whole; threads may have been reading it until here. A barrier
/// must follow.
__device__ __forceinline__ void halve_patch(SsimPatch& patch) {
  constexpr int kMost = kMostPatchElements / 4 / kSsimThreads;  // of a thread
  const int columns = patch.columns(), height = patch.height / 2;
  const int half_columns = patch.width / 2 * kSsimChannels, count = height * half_columns;
  PairValue kept[kMost] = {};
  SLEEVE_UNROLL
  for (int k = 0; k < kMost; ++k) {
    const int i = int(threadIdx.x) + k * kSsimThreads;
    if (!within(i, count)) continue;
    const int row = i / half_columns, column = i % half_columns;
    const int pixel = column / kSsimChannels, channel = column % kSsimChannels;
    const PairValue* const upper =
        patch.values + 2 * row * columns + 2 * pixel * kSsimChannels + channel;
    const PairValue* const lower = upper + columns;
    const PairValue a = upper[0], b = upper[kSsimChannels], c = lower[0], d = lower[kSsimChannels];
    kept[k] = {0.25F * ((a.p + b.p) + (c.p + d.p)), 0.25F * ((a.q + b.q) + (c.q + d.q))};
  }
  __syncthreads();
  // Zeros go into the memory behind, of which the smallest patch had enough.
  static_assert(kMost * kSsimThreads <=
                SsimScales::kSmallestSide * SsimScales::kSmallestSide * kSsimChannels);
  SLEEVE_UNROLL
  for (int k = 0; k < kMost; ++k) patch.values[int(threadIdx.x) + k * kSsimThreads] = kept[k];
  patch.height = height;
  patch.width /= 2;
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
