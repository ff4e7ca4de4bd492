#include "data/preparing/fingerprint.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "data/resize.h"

namespace sleeve::data {
namespace {

constexpr int kSide = 32;        // of the gray version that is transformed
constexpr int kFrequencies = 8;  // lowest ones, in either direction
/// Deviation of gray levels under which a cover counts as plain.
constexpr double kPlainDeviation = 2;

using Gray = std::array<double, std::size_t(kSide) * kSide>;
using Spectrum = std::array<double, std::size_t(kFrequencies) * kFrequencies>;

/// Luma of ITU-R BT.601.
Gray gray_levels(const Image& image) {
  Gray gray{};
  for (std::size_t i = 0; i < gray.size(); ++i) {
    const std::uint8_t* rgb = image.pixels.data() + 3 * i;
    gray[i] = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
  }
  return gray;
}

/// cos(pi u (2 x + 1) / (2 kSide)) at [u][x].
const std::array<std::array<double, kSide>, kFrequencies>& cosines() {
  static const auto table = [] {
    std::array<std::array<double, kSide>, kFrequencies> values{};
    for (int u = 0; u < kFrequencies; ++u) {
      for (int x = 0; x < kSide; ++x) {
        values[u][x] = std::cos(std::numbers::pi * u * (2 * x + 1) / (2 * kSide));
      }
    }
    return values;
  }();
  return table;
}

/// The lowest frequencies of the cosine transform (DCT-II), [v, u], unnormalised.
Spectrum low_frequencies(const Gray& gray) {
  std::array<double, std::size_t(kSide) * kFrequencies> rows{};
  for (int y = 0; y < kSide; ++y) {
    for (int u = 0; u < kFrequencies; ++u) {
      for (int x = 0; x < kSide; ++x) {
        rows[y * kFrequencies + u] += cosines()[u][x] * gray[y * kSide + x];
      }
    }
  }
  Spectrum spectrum{};
  for (int v = 0; v < kFrequencies; ++v) {
    for (int y = 0; y < kSide; ++y) {
      for (int u = 0; u < kFrequencies; ++u) {
        spectrum[v * kFrequencies + u] += cosines()[v][y] * rows[y * kFrequencies + u];
      }
    }
  }
  return spectrum;
}

std::uint64_t hash_of(const Spectrum& spectrum) {
  std::array<double, kFrequencies * kFrequencies - 1> sorted{};
  std::copy(spectrum.begin() + 1, spectrum.end(), sorted.begin());
  const auto middle = sorted.begin() + sorted.size() / 2;
  std::nth_element(sorted.begin(), middle, sorted.end());
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    hash |= std::uint64_t{spectrum[i] > *middle} << i;
  }
  return hash;
}

/// Deviation of the values of a range from their mean.
template <typename Range>
double deviation(const Range& values) {
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

/// Pearson's coefficient; 0 if either is constant.
template <typename Range>
double correlation(const Range& a, const Range& b) {
  const double n = static_cast<double>(a.size());
  double sum_a = 0, sum_b = 0, product = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum_a += a[i];
    sum_b += b[i];
    product += double(a[i]) * b[i];
  }
  const double scale = deviation(a) * deviation(b);
  return scale > 0 ? (product / n - sum_a / n * (sum_b / n)) / scale : 0;
}

}  // namespace

Fingerprint fingerprint(const Image& image) {
  const Gray gray = gray_levels(centre_square(image, kSide));
  Fingerprint result;
  result.hash = hash_of(low_frequencies(gray));
  result.plain = deviation(gray) < kPlainDeviation;
  constexpr int kThumbnailSide = Fingerprint::kThumbnailSide;
  for (int y = 0; y < kThumbnailSide; ++y) {
    for (int x = 0; x < kThumbnailSide; ++x) {
      const double* corner = gray.data() + 2 * (y * kSide + x);
      const double mean = (corner[0] + corner[1] + corner[kSide] + corner[kSide + 1]) / 4;
      result.thumbnail[y * kThumbnailSide + x] = static_cast<std::uint8_t>(std::lround(mean));
    }
  }
  return result;
}

bool are_near_duplicates(const Fingerprint& a, const Fingerprint& b) {
  return !a.plain && !b.plain && std::popcount(a.hash ^ b.hash) <= kNearDuplicateBits &&
         correlation(a.thumbnail, b.thumbnail) >= kNearDuplicateCorrelation;
}

}  // namespace sleeve::data
