// Moments of windows, and the way back through them. Included once per instruction set.
//
// Written in half sum and half difference of a pair, p = (x + y) / 2 and q = (x - y) / 2 of values
// in [-1, 1], luminance and contrast need two variances instead of three second moments, and say by
// how much they fall short of 1:
//   1 - cs = var(q) / ((var(p) + var(q)) / 2 + C2)
//   1 - l  = mean(q)^2 / (((mean(p) + 1)^2 + mean(q)^2) / 2 + C1)
// Halving is linear, so p and q are halved. A variance over a window is that within its rows plus
// that between their means, each relative to the value in the middle: flat images stay exact.
#if defined(SLEEVE_KERNELS_CPU_SSIM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SLEEVE_KERNELS_CPU_SSIM_INL_H_
#undef SLEEVE_KERNELS_CPU_SSIM_INL_H_
#else
#define SLEEVE_KERNELS_CPU_SSIM_INL_H_
#endif

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "kernels/cpu/epilogue-inl.h"
#include "kernels/cpu/ssim_memory.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve::kernels::cpu::HWY_NAMESPACE {

constexpr std::size_t kSsimChannels = SsimScales::kChannels;

/// A scale as these loops see it: columns count the elements of all channels.
struct SsimBand {
  explicit SsimBand(const SsimScale& scale)
      : height(std::size_t(scale.height)),
        columns(std::size_t(scale.width) * kSsimChannels),
        taps(std::size_t(scale.taps)),
        places_high(std::size_t(scale.places_high())),
        places(std::size_t(scale.places_wide()) * kSsimChannels) {
    for (std::size_t k = 0; k < taps; ++k) window[k] = static_cast<float>(scale.window[k]);
  }
  std::size_t height, columns, taps, places_high, places;
  float window[SsimScales::kMostTaps];
};

struct Moments {
  Floats mean, variance;
};

HWY_INLINE Floats set(float value) { return hn::Set(Lanes(), value); }

/// Calls function(constant or number of taps): most windows have 11, known to the compiler.
template <typename Function>
HWY_INLINE void with_taps(std::size_t taps, const Function& function) {
  if (taps == SsimScales::kMostTaps) {
    function(std::integral_constant<std::size_t, SsimScales::kMostTaps>());
  } else {
    function(taps);
  }
}

/// sum w u^2 - (sum w u)^2 from the sums.
HWY_INLINE Moments moments_of(Floats middle, Floats sum, Floats squares) {
  return {hn::Add(middle, sum), hn::Max(hn::NegMulAdd(sum, sum, squares), hn::Zero(Lanes()))};
}

/// Moments within the rows of windows, for one row of an image.
inline void row_moments(const SsimBand& band, const float* image, float* mean, float* variance) {
  with_taps(band.taps, [&](auto taps) {
    for (std::size_t i = 0; i < band.places; i += kLanes) {
      const Floats middle = hn::LoadU(Lanes(), image + i + taps / 2 * kSsimChannels);
      Floats sum = hn::Zero(Lanes()), squares = hn::Zero(Lanes());
      for (std::size_t k = 0; k < taps; ++k) {
        const Floats u = hn::Sub(hn::LoadU(Lanes(), image + i + k * kSsimChannels), middle);
        const Floats weighted = hn::Mul(set(band.window[k]), u);
        sum = hn::Add(sum, weighted);
        squares = hn::MulAdd(weighted, u, squares);
      }
      const Moments moments = moments_of(middle, sum, squares);
      hn::Store(moments.mean, Lanes(), mean + i);
      hn::Store(moments.variance, Lanes(), variance + i);
    }
  });
}

/// Moments of the windows at place `top` of column i.
template <typename Taps>
HWY_INLINE Moments window_moments(const SsimBand& band, Taps taps, const Rows& row_mean,
                                  const Rows& row_variance, std::size_t top, std::size_t i) {
  const Floats middle = hn::Load(Lanes(), row_mean.row(top + taps / 2) + i);
  Floats sum = hn::Zero(Lanes()), squares = hn::Zero(Lanes());
  for (std::size_t k = 0; k < taps; ++k) {
    const Floats weight = set(band.window[k]);
    const Floats u = hn::Sub(hn::Load(Lanes(), row_mean.row(top + k) + i), middle);
    const Floats weighted = hn::Mul(weight, u);
    sum = hn::Add(sum, weighted);
    squares = hn::MulAdd(weighted, u, squares);
    squares = hn::MulAdd(weight, hn::Load(Lanes(), row_variance.row(top + k) + i), squares);
  }
  return moments_of(middle, sum, squares);
}

/// Calls visit(top, i, moments of p, moments of q) for every row of windows, and vector of it, and
/// finish_row(top) after each row.
template <typename Visit, typename FinishRow>
void visit_windows(const SsimBand& band, const PairRows& images, const SsimMemory& memory,
                   const Visit& visit, const FinishRow& finish_row) {
  for (std::size_t r = 0; r < band.height; ++r) {
    row_moments(band, images.p.row(r), memory.row_mean.p.row(r), memory.row_variance.p.row(r));
    row_moments(band, images.q.row(r), memory.row_mean.q.row(r), memory.row_variance.q.row(r));
    if (r + 1 < band.taps) continue;
    const std::size_t top = r + 1 - band.taps;
    with_taps(band.taps, [&](auto taps) {
      for (std::size_t i = 0; i < band.places; i += kLanes) {
        visit(top, i, window_moments(band, taps, memory.row_mean.p, memory.row_variance.p, top, i),
              window_moments(band, taps, memory.row_mean.q, memory.row_variance.q, top, i));
      }
    });
    finish_row(top);
  }
}

/// How far contrast and luminance fall short of 1, and the denominators.
struct Shortfall {
  Shortfall(const Moments& p, const Moments& q) {
    const Floats half = set(0.5F);
    brightness = hn::Add(p.mean, set(1));
    contrast_bottom =
        hn::MulAdd(half, hn::Add(p.variance, q.variance), set(float(SsimScales::kC2)));
    contrast = hn::Div(q.variance, contrast_bottom);
    const Floats square = hn::Mul(q.mean, q.mean);
    luminance_bottom =
        hn::MulAdd(half, hn::MulAdd(brightness, brightness, square), set(float(SsimScales::kC1)));
    luminance = hn::Div(square, luminance_bottom);
  }
  /// Of luminance times contrast.
  Floats both() const { return hn::NegMulAdd(contrast, luminance, hn::Add(contrast, luminance)); }
  Floats brightness, contrast_bottom, contrast, luminance_bottom, luminance;
};

/// The derivatives by the moments of windows -> those by the pixels of row r of an image.
/// `padded` has three rows with zeros on either side; `luminance`: by_mean holds something.
inline void row_gradient(const SsimBand& band, std::size_t r, const float* image,
                         const Rows& row_mean, const Rows& mean, const Rows& by_variance,
                         const Rows& by_mean, bool luminance, const Rows& padded, float* gradient) {
  float* const by_row_variance = padded.row(0) + SsimMemory::kPadding;
  float* const by_row_mean = padded.row(1) + SsimMemory::kPadding;
  float* const own_mean = padded.row(2) + SsimMemory::kPadding;
  const Floats two = set(2);
  const std::size_t begin = r < band.places_high ? 0 : r - band.places_high + 1;
  const std::size_t end = std::min(band.taps, r + 1);
  const std::size_t vectors = round_up(band.places, kLanes);
  for (std::size_t i = 0; i < vectors; i += kLanes) {
    const Floats own = hn::Load(Lanes(), row_mean.row(r) + i);
    Floats variance = hn::Zero(Lanes()), shift = hn::Zero(Lanes());
    for (std::size_t k = begin; k < end; ++k) {
      const Floats weight = set(band.window[k]);
      const Floats part = hn::Mul(weight, hn::Load(Lanes(), by_variance.row(r - k) + i));
      const Floats distance = hn::Sub(own, hn::Load(Lanes(), mean.row(r - k) + i));
      variance = hn::Add(variance, part);
      shift = hn::MulAdd(hn::Mul(two, part), distance, shift);
      if (luminance) {
        shift = hn::MulAdd(weight, hn::Load(Lanes(), by_mean.row(r - k) + i), shift);
      }
    }
    hn::StoreU(variance, Lanes(), by_row_variance + i);
    hn::StoreU(shift, Lanes(), by_row_mean + i);
    hn::StoreU(own, Lanes(), own_mean + i);
  }
  for (float* row : {by_row_variance, by_row_mean, own_mean}) {
    std::fill_n(row + vectors, SsimMemory::kPadding + kLanes, 0.0F);
  }
  with_taps(band.taps, [&](auto taps) {
    for (std::size_t i = 0; i < band.columns; i += kLanes) {
      const Floats pixel = hn::Load(Lanes(), image + i);
      Floats sum = hn::Zero(Lanes());
      for (std::size_t k = 0; k < taps; ++k) {
        const auto at = [&](const float* row) {
          return hn::LoadU(Lanes(), row + i - k * kSsimChannels);
        };
        const Floats distance = hn::Sub(pixel, at(own_mean));
        const Floats twice = hn::Mul(two, at(by_row_variance));
        sum = hn::MulAdd(set(band.window[k]), hn::MulAdd(twice, distance, at(by_row_mean)), sum);
      }
      hn::Store(sum, Lanes(), gradient + i);
    }
  });
}

}  // namespace sleeve::kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
