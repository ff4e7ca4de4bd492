// Multi-scale structural similarity (Wang, Simoncelli, Bovik 2003) of pairs of images: conventions,
// windows and weights.
//
// With x and y mapped to [0, 1], a Gaussian window over every place where all of it lies inside the
// image, and biased moments within the window:
//   contrast  cs = (2 cov(x, y) + C2) / (var(x) + var(y) + C2),           C2 = 0.03^2
//   luminance l  = (2 mean(x) mean(y) + C1) / (mean(x)^2 + mean(y)^2 + C1), C1 = 0.01^2
//   score        = product over scales of max(c_j, 0)^weight_j,
// c_j being the mean of cs at a scale, and of l cs at the last one. Between scales the images are
// halved by 2x2 means; an odd last row or column is dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sleeve::kernels {

/// Scores under different conventions cannot be compared.
enum class SsimConvention : std::uint8_t {
  kClamp,    // five scales, window and sigma shrink with the image; means over all channels
  kFit,      // 11 taps, as many scales as they fit in, whose weights sum to 1; means as in kClamp
  kChannel,  // five scales of 11 taps; a score for each channel, then their mean
};
constexpr SsimConvention kSsimConventions[] = {SsimConvention::kClamp, SsimConvention::kFit,
                                               SsimConvention::kChannel};

/// "clamp", "fit", "channel"
const char* name_of(SsimConvention convention);

struct SsimScale {
  int height, width;  // of the image
  int taps;           // of the window, a side
  double window[11];  // sums to 1; a 2-d weight is the product of two
  double weight;      // exponent of this scale's factor

  int places_high() const { return height - taps + 1; }
  int places_wide() const { return width - taps + 1; }
};

/// What a score is made of: depends on the size of the images and the convention alone. Plain
/// bytes.
struct SsimScales {
  static constexpr int kChannels = 3, kMost = 5, kMostTaps = 11;
  static constexpr int kSmallestSide = 32, kLargestSide = 512;
  static constexpr int kSmallestSideByChannel = 176;  // 11 taps at the last of five scales
  static constexpr double kC1 = 1e-4, kC2 = 9e-4;

  SsimConvention convention;
  int count;  // of scales
  SsimScale scales[kMost];

  const SsimScale& operator[](int j) const { return scales[j]; }
  std::size_t image_size() const {
    return std::size_t(scales[0].height) * std::size_t(scales[0].width) * kChannels;
  }
  /// Products that a score is the mean of: one for each channel, or one.
  int products() const { return convention == SsimConvention::kChannel ? kChannels : 1; }
  /// Of one pair, [count, products()].
  std::size_t mean_count() const { return std::size_t(count) * std::size_t(products()); }
  /// Values of cs (or of l cs) that a mean is taken over.
  double terms(int scale) const {
    return double(scales[scale].places_high()) * scales[scale].places_wide() * kChannels /
           products();
  }
};

/// Throws std::invalid_argument, naming size and convention, for a side outside [32, 512], and with
/// kChannel for one under 176.
SsimScales ssim_scales(int height, int width, SsimConvention convention);

/// The score of one pair from its means [count, products()].
double ssim_score(const SsimScales& scales, std::span<const double> means);

/// d score / d mean of one scale and product. The derivative of c^weight is infinite at c = 0: it
/// is taken with a division by c of at least 1e-4, so that it goes to 0 there, and is 0 in a pair
/// that scores 0.
double ssim_slope(const SsimScales& scales, std::span<const double> means, int scale, int product);

/// Pairs of images, by index; an image may be in several pairs. The two arrays may be one.
template <typename T>
struct SsimPairsOf {
  SsimScales scales;
  const T* first = nullptr;   // [first_count, height, width, 3] in [-1, 1]
  const T* second = nullptr;  // [second_count, height, width, 3]
  int first_count = 0, second_count = 0;
  const std::int32_t* pairs = nullptr;  // [pair_count, 2]: an index into first, one into second
  int pair_count = 0;
};
using SsimPairs = SsimPairsOf<float>;

}  // namespace sleeve::kernels
