// Moments of windows, and the way back through them. Included once per instruction set.
//
// Written in half sum and half difference of a pair, p = (x + y) / 2 and q = (x - y) / 2 of values
// in [-1, 1], luminance and contrast need two variances instead of three second moments, and say by
// how much they fall short of 1:
//   1 - cs = var(q) / ((var(p) + var(q)) / 2 + C2)
//   1 - l  = mean(q)^2 / (((mean(p) + 1)^2 + mean(q)^2) / 2 + C1)
// Halving is linear, so p and q are halved. A variance over a window is that within its rows plus
// that between their means, each relative to a value nearby: flat images stay exact. A pixel u lies
// in windows of which each has derivatives by its variance and by its mean m:
//   du = sum of weight * (by_mean + 2 by_variance (u - m)),
// the sums of weights times scale = 2 by_variance, and times shift = by_mean - scale m: two more
// separable filters, u and m taken relative to a value in the image.
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

// So many elements, whole vectors, begin with the same channel.
constexpr std::size_t kPeriod = kSsimChannels * kLanes;

/// A scale as these loops see it: columns count the elements of all channels.
struct SsimBand {
  explicit SsimBand(const SsimScale& scale)
      : height(std::size_t(scale.height)),
        columns(std::size_t(scale.width) * kSsimChannels),
        taps(std::size_t(scale.taps)),
        places_high(std::size_t(scale.places_high())),
        places(std::size_t(scale.places_wide()) * kSsimChannels) {
    for (std::size_t k = 0; k < taps; ++k) {
      padded_window[kMargin + k] = static_cast<float>(scale.window[k]);
    }
  }
  /// Weight k; 0 for up to kMargin before the first and after the last.
  const float* window() const { return padded_window + kMargin; }

  static constexpr std::size_t kMargin = SsimMemory::kBlock - 1;
  std::size_t height, columns, taps, places_high, places;
  float padded_window[SsimScales::kMostTaps + 2 * kMargin] = {};
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

/// Moments within the rows of windows, for one row of an image. The window is symmetric: values of
/// the same weight are taken together.
inline void row_moments(const SsimBand& band, const float* image, float* mean, float* variance) {
  with_taps(band.taps, [&](auto taps) {
    for (std::size_t i = 0; i < band.places; i += kLanes) {
      const auto at = [&](std::size_t k) {
        return hn::LoadU(Lanes(), image + i + k * kSsimChannels);
      };
      const Floats middle = at(taps / 2);
      Floats sum = hn::Zero(Lanes()), squares = hn::Zero(Lanes());
      for (std::size_t k = 0; k < taps / 2; ++k) {
        const Floats weight = set(band.window()[k]);
        const Floats a = hn::Sub(at(k), middle), b = hn::Sub(at(taps - 1 - k), middle);
        sum = hn::MulAdd(weight, hn::Add(a, b), sum);
        squares = hn::MulAdd(weight, hn::MulAdd(a, a, hn::Mul(b, b)), squares);
      }
      const Moments moments = moments_of(middle, sum, squares);
      hn::Store(moments.mean, Lanes(), mean + i);
      hn::Store(moments.variance, Lanes(), variance + i);
    }
  });
}

/// Adds `value`, times its weight in each, to the sums of windows that begin in consecutive rows;
/// `weight` is that in the first of them.
HWY_INLINE void add_weighted(const float* weight, Floats value, Floats* sums) {
  for (std::size_t k = 0; k < SsimMemory::kBlock; ++k, --weight) {
    sums[k] = hn::MulAdd(set(*weight), value, sums[k]);
  }
}

/// Moments of the windows that begin in rows [top, top + kBlock) at column i and end within the
/// `rows` rows from top on; those of other windows mean nothing.
HWY_INLINE void window_moments(const SsimBand& band, const Rows& row_mean, const Rows& row_variance,
                               std::size_t top, std::size_t rows, std::size_t i, Moments* moments) {
  constexpr std::size_t kBlock = SsimMemory::kBlock;
  const Floats centre = hn::Load(Lanes(), row_mean.row(top + band.taps / 2) + i);
  Floats sums[kBlock], squares[kBlock];
  for (std::size_t k = 0; k < kBlock; ++k) sums[k] = squares[k] = hn::Zero(Lanes());
  for (std::size_t r = 0; r < rows; ++r) {
    const Floats u = hn::Sub(hn::Load(Lanes(), row_mean.row(top + r) + i), centre);
    const Floats variance = hn::Load(Lanes(), row_variance.row(top + r) + i);
    add_weighted(band.window() + r, u, sums);
    add_weighted(band.window() + r, hn::MulAdd(u, u, variance), squares);
  }
  for (std::size_t k = 0; k < kBlock; ++k) moments[k] = moments_of(centre, sums[k], squares[k]);
}

/// Calls visit(top, i, moments of p, moments of q) for every row of windows, and vector of it, and
/// finish_rows(begin, end) after some rows.
template <typename Visit, typename FinishRows>
void visit_windows(const SsimBand& band, const PairRows& images, const SsimMemory& memory,
                   const Visit& visit, const FinishRows& finish_rows) {
  constexpr std::size_t kBlock = SsimMemory::kBlock;
  std::size_t next = 0;  // row without moments
  for (std::size_t top = 0; top < band.places_high; top += kBlock) {
    const std::size_t end = std::min(top + kBlock, band.places_high);
    const std::size_t rows = end - top + band.taps - 1;
    for (; next < top + rows; ++next) {
      row_moments(band, images.p.row(next), memory.row_mean.p.row(next),
                  memory.row_variance.p.row(next));
      row_moments(band, images.q.row(next), memory.row_mean.q.row(next),
                  memory.row_variance.q.row(next));
    }
    for (std::size_t i = 0; i < band.places; i += kLanes) {
      Moments p[kBlock], q[kBlock];
      window_moments(band, memory.row_mean.p, memory.row_variance.p, top, rows, i, p);
      window_moments(band, memory.row_mean.q, memory.row_variance.q, top, rows, i, q);
      for (std::size_t k = 0; top + k < end; ++k) visit(top + k, i, p[k], q[k]);
    }
    finish_rows(top, end);
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

/// The gradients by rows [begin, end) of an image, at most kBlock, from the scales and shifts of
/// the windows that they lie in. `centre` holds a value for each of kPeriod elements, in turn.
inline void row_gradients(const SsimBand& band, std::size_t begin, std::size_t end,
                          const Rows& image, const float* centre, const Rows& scale,
                          const Rows& shift, const SsimMemory& memory, const Rows& gradients) {
  constexpr std::size_t kBlock = SsimMemory::kBlock, kPadding = SsimMemory::kPadding;
  const std::size_t first = begin < band.taps ? 0 : begin - band.taps + 1;
  const std::size_t last = std::min(end, band.places_high);
  for (std::size_t i = 0; i < band.places; i += kLanes) {
    Floats scales[kBlock], shifts[kBlock];
    for (std::size_t k = 0; k < kBlock; ++k) scales[k] = shifts[k] = hn::Zero(Lanes());
    for (std::size_t top = last; top-- > first;) {
      // Row begin + k is row begin + k - top of the window.
      const float* const weight = band.window() + begin - top;
      for (std::size_t k = 0; k < kBlock; ++k) {
        const Floats own = set(weight[k]);
        scales[k] = hn::MulAdd(own, hn::Load(Lanes(), scale.row(top) + i), scales[k]);
        shifts[k] = hn::MulAdd(own, hn::Load(Lanes(), shift.row(top) + i), shifts[k]);
      }
    }
    for (std::size_t k = 0; k < kBlock; ++k) {
      hn::Store(scales[k], Lanes(), memory.padded_scale.row(k) + kPadding + i);
      hn::Store(shifts[k], Lanes(), memory.padded_shift.row(k) + kPadding + i);
    }
  }
  const std::size_t behind = kPadding + round_up(band.places, kLanes);
  for (std::size_t k = 0; begin + k < end; ++k) {
    const float *const scales = memory.padded_scale.row(k), *const shifts =
                                                                memory.padded_shift.row(k);
    std::fill_n(memory.padded_scale.row(k) + behind, kPadding + kLanes, 0.0F);
    std::fill_n(memory.padded_shift.row(k) + behind, kPadding + kLanes, 0.0F);
    with_taps(band.taps, [&](auto taps) {
      for (std::size_t i = 0; i < band.columns; i += kLanes) {
        Floats by_scale = hn::Zero(Lanes()), sum = hn::Zero(Lanes());
        for (std::size_t t = 0; t < taps; ++t) {
          const Floats weight = set(band.window()[t]);
          const std::size_t at = kPadding + i - t * kSsimChannels;
          by_scale = hn::MulAdd(weight, hn::LoadU(Lanes(), scales + at), by_scale);
          sum = hn::MulAdd(weight, hn::LoadU(Lanes(), shifts + at), sum);
        }
        const Floats pixel = hn::Sub(hn::Load(Lanes(), image.row(begin + k) + i),
                                     hn::Load(Lanes(), centre + i % kPeriod));
        hn::Store(hn::MulAdd(by_scale, pixel, sum), Lanes(), gradients.row(begin + k) + i);
      }
    });
  }
}

}  // namespace sleeve::kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
