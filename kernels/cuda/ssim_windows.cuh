// The moments of the windows of a patch. Those of 11 taps are separable: a thread goes down a
// column and keeps what the windows that it is in hold so far in registers. Smaller windows belong
// to scales of few pixels: a thread takes a window.
#pragma once

#include <algorithm>
#include <cmath>

#include "kernels/cuda/ssim_patch.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

struct WindowMoments {
  float mean, variance;
};

struct PairMoments {
  WindowMoments p, q;
};

/// Sums over a window, of distances from a value in it, so that nothing cancels where it is flat.
struct WindowSums {
  float centre, sum = 0, squares = 0;

  __device__ __forceinline__ void add(float weight, float value) {
    const float distance = value - centre;
    sum = std::fma(weight, distance, sum);
    squares = std::fma(weight, distance * distance, squares);
  }
  /// Two values of the same weight.
  __device__ __forceinline__ void add(float weight, float left, float right) {
    const float a = left - centre, b = right - centre;
    sum = std::fma(weight, a + b, sum);
    squares = std::fma(weight, std::fma(a, a, b * b), squares);
  }
  __device__ __forceinline__ WindowMoments moments() const {
    return {centre + sum, std::max(std::fma(-sum, sum, squares), 0.0F)};
  }
};

/// Moments within one row of a window of 11 taps, which begins at `row`.
__device__ __forceinline__ PairMoments row_moments(const PairValue* row, const float* window) {
  constexpr int kMiddle = kSsimTaps / 2;
  const PairValue middle = row[kMiddle * kSsimChannels];
  WindowSums p{middle.p}, q{middle.q};
  SLEEVE_UNROLL
  for (int k = 0; k < kMiddle; ++k) {
    const PairValue left = row[k * kSsimChannels], right = row[(2 * kMiddle - k) * kSsimChannels];
    p.add(window[k], left.p, right.p);
    q.add(window[k], left.q, right.q);
  }
  return {p.moments(), q.moments()};
}

/// The sum of a window's weights times values that come one by one, for every window of 11 in turn;
/// it is the same upside down.
class WindowFilter {
 public:
  __device__ __forceinline__ void push(const float* window, float value) {
    SLEEVE_UNROLL
    for (int i = 0; i + 1 < kSsimTaps; ++i) sums_[i] = std::fma(window[i], value, sums_[i + 1]);
    sums_[kSsimTaps - 1] = window[kSsimTaps - 1] * value;
  }
  /// Of the latest 11 values.
  __device__ __forceinline__ float sum() const { return sums_[0]; }

 private:
  float sums_[kSsimTaps] = {};  // of the window that will be whole after i more values
};

/// The windows of 11 taps down a column: moments of p or q.
class WindowColumn {
 public:
  /// Values are kept relative to `centre`.
  __device__ __forceinline__ explicit WindowColumn(float centre) : centre_(centre) {}

  __device__ __forceinline__ void push(const float* window, const WindowMoments& row) {
    const float distance = row.mean - centre_;
    mean_.push(window, distance);
    square_.push(window, std::fma(distance, distance, row.variance));
  }
  /// Of the latest 11 rows.
  __device__ __forceinline__ WindowMoments moments() const {
    const float mean = mean_.sum();
    return {centre_ + mean, std::max(std::fma(-mean, mean, square_.sum()), 0.0F)};
  }

 private:
  float centre_;
  WindowFilter mean_, square_;
};

/// The window of a scale whose windows are small, at one place of a patch.
__device__ __forceinline__ PairMoments small_window(const SsimPatch& patch, const SsimLevel& level,
                                                    int row, int column) {
  const PairValue* const corner = patch.values + row * patch.columns() + column;
  const PairValue middle = corner[level.taps / 2 * (patch.columns() + kSsimChannels)];
  WindowSums p{middle.p}, q{middle.q};
  for (int i = 0; i < level.taps; ++i) {
    for (int k = 0; k < level.taps; ++k) {
      const PairValue value = corner[i * patch.columns() + k * kSsimChannels];
      const float weight = level.window[i] * level.window[k];
      p.add(weight, value.p);
      q.add(weight, value.q);
    }
  }
  return {p.moments(), q.moments()};
}

/// Calls visit(row, column, moments) for the windows of a patch, which are small. All windows that
/// one thread takes, here and below, begin in columns of channel threadIdx.x % 3.
template <typename Visit>
__device__ __forceinline__ void visit_small_windows(const SsimPatch& patch, const SsimLevel& level,
                                                    const Visit& visit) {
  const int places = patch.height - level.taps + 1;
  const int columns = patch.columns() - (level.taps - 1) * kSsimChannels;
  for (int i = int(threadIdx.x); within(i, places * columns); i += kSsimThreads) {
    const int row = i / columns, column = i % columns;
    visit(row, column, small_window(patch, level, row, column));
  }
}

/// The same for windows of 11 taps.
template <typename Visit>
__device__ __forceinline__ void visit_large_windows(const SsimPatch& patch, const float* window,
                                                    const Visit& visit) {
  const int thread = int(threadIdx.x), stride = patch.columns();
  const int places = patch.height - (kSsimTaps - 1);
  const int columns = stride - (kSsimTaps - 1) * kSsimChannels;
  // Where columns are few, they are cut into strips, a thread each.
  const int strips = kSsimThreads / columns, strip = thread / columns;
  const int column = thread % columns, height = (places + strips - 1) / strips;
  const int begin = strip * height, end = std::min(begin + height, places);
  if (begin >= end) return;
  const PairValue* from = patch.values + begin * stride + column;
  PairMoments row = row_moments(from, window);
  WindowColumn p(row.p.mean), q(row.q.mean);
  for (int i = begin;; ++i) {
    p.push(window, row.p);
    q.push(window, row.q);
    if (i >= begin + kSsimTaps - 1) {
      visit(i - (kSsimTaps - 1), column, PairMoments{p.moments(), q.moments()});
    }
    if (i + 1 == end + kSsimTaps - 1) return;
    from += stride;
    row = row_moments(from, window);
  }
}

/// How far contrast and luminance fall short of 1, and the denominators.
struct Shortfall {
  __device__ __forceinline__ explicit Shortfall(const PairMoments& window)
      : brightness(window.p.mean + 1),
        contrast_bottom(0.5F * (window.p.variance + window.q.variance) + float(SsimScales::kC2)),
        contrast(window.q.variance / contrast_bottom),
        luminance_bottom(0.5F * (brightness * brightness + window.q.mean * window.q.mean) +
                         float(SsimScales::kC1)),
        luminance(window.q.mean * window.q.mean / luminance_bottom) {}
  /// Of luminance times contrast.
  __device__ __forceinline__ float both() const {
    return contrast + luminance - contrast * luminance;
  }
  float brightness, contrast_bottom, contrast, luminance_bottom, luminance;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
