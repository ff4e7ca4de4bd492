// What one MS-SSIM task keeps: rows of interleaved channels, padded to whole vectors.
#pragma once

#include <array>
#include <cstddef>

#include "kernels/ssim.h"

namespace sleeve::kernels::cpu {

/// The latest `depth` rows of a map, `stride` floats apart.
struct Rows {
  float* data = nullptr;
  std::size_t stride = 0, depth = 1;

  float* row(std::size_t r) const { return data + r % depth * stride; }
};

/// The same of the half sum p = (x + y) / 2 of a pair and its half difference q = (x - y) / 2.
struct PairRows {
  Rows p, q;
};

/// Arrays of one task. Every scale after the first uses the first one's, but for its images.
class SsimMemory {
 public:
  /// base: size() floats, aligned to a vector; null to learn size().
  SsimMemory(const SsimScales& scales, bool backward, std::size_t lanes, float* base)
      : base_(base) {
    const SsimScale& top = scales[0];
    // Windows at the last vector of a row read at most a vector beyond the row.
    const auto stride_of = [&](int width) {
      const std::size_t elements = std::size_t(width) * SsimScales::kChannels;
      return (elements + lanes - 1) / lanes * lanes + lanes;
    };
    const std::size_t window = std::size_t(top.taps) + kBlock - 1;  // rows of a block of windows
    stride = stride_of(top.width);
    for (int j = 0; j < scales.count; ++j) {
      const SsimScale& scale = scales[j];
      images[std::size_t(j)] = take_pair(std::size_t(scale.height), stride_of(scale.width));
    }
    row_mean = take_pair(window, stride);
    row_variance = take_pair(window, stride);
    if (!backward) return;
    scale = take_pair(window, stride);
    shift = take_pair(window, stride);
    for (int j = 0; j < scales.count; ++j) {
      const Rows& image = images[std::size_t(j)].p;
      gradients[std::size_t(j)] = take_pair(image.depth, image.stride);
    }
    padded_stride = stride + 2 * kPadding + lanes;
    padded_scale = take(kBlock, padded_stride);
    padded_shift = take(kBlock, padded_stride);
  }

  std::size_t size() const { return used_; }

  static constexpr std::size_t kBlock = 4;     // rows of windows that are worked on together
  static constexpr std::size_t kPadding = 32;  // at least 10 pixels, in whole vectors

  std::array<PairRows, SsimScales::kMost> images;  // p and q at every scale
  PairRows row_mean, row_variance;                 // moments within the rows of windows
  // For the way back: what windows add to the gradients of their pixels, times the pixel and by
  // itself.
  PairRows scale, shift;
  std::array<PairRows, SsimScales::kMost> gradients;
  Rows padded_scale, padded_shift;  // rows with zeros on either side
  std::size_t stride = 0, padded_stride = 0;

 private:
  Rows take(std::size_t rows, std::size_t row_stride) {
    const Rows taken = {base_ == nullptr ? nullptr : base_ + used_, row_stride, rows};
    used_ += rows * row_stride;
    return taken;
  }
  PairRows take_pair(std::size_t rows, std::size_t row_stride) {
    const Rows p = take(rows, row_stride);
    return {p, take(rows, row_stride)};
  }

  float* base_;
  std::size_t used_ = 0;
};

}  // namespace sleeve::kernels::cpu
