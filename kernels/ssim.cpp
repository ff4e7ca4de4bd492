#include "kernels/ssim.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace sleeve::kernels {
namespace {

constexpr double kWeights[SsimScales::kMost] = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
constexpr double kSmallestDivisor = 1e-4;

void check_sides(int height, int width, SsimConvention convention) {
  const std::string found =
      "MS-SSIM of images of " + std::to_string(width) + "x" + std::to_string(height) + " pixels: ";
  const int smaller = std::min(height, width), larger = std::max(height, width);
  if (smaller < SsimScales::kSmallestSide || larger > SsimScales::kLargestSide) {
    throw std::invalid_argument(found + "sides must be from " +
                                std::to_string(SsimScales::kSmallestSide) + " to " +
                                std::to_string(SsimScales::kLargestSide));
  }
  if (convention == SsimConvention::kChannel && smaller < SsimScales::kSmallestSideByChannel) {
    throw std::invalid_argument(
        found + "convention 'channel' needs sides of at least " +
        std::to_string(SsimScales::kSmallestSideByChannel) +
        ", for windows of 11 pixels to fit its fifth scale; 'clamp' and 'fit' do not");
  }
}

/// Fills taps and window: a Gaussian whose sigma is 1.5 at 11 taps.
void set_window(SsimScale& scale, int taps) {
  const double sigma = taps * 1.5 / SsimScales::kMostTaps;
  double sum = 0;
  scale.taps = taps;
  for (int k = 0; k < taps; ++k) {
    const double distance = (k - (taps - 1) / 2.0) / sigma;
    scale.window[k] = std::exp(-0.5 * distance * distance);
    sum += scale.window[k];
  }
  for (int k = 0; k < taps; ++k) scale.window[k] /= sum;
}

/// One product of a score.
double product_of(const SsimScales& scales, std::span<const double> means, int product) {
  double value = 1;
  for (int j = 0; j < scales.count; ++j) {
    const double mean = means[std::size_t(j * scales.products() + product)];
    value *= std::pow(std::max(mean, 0.0), scales[j].weight);
  }
  return value;
}

}  // namespace

const char* name_of(SsimConvention convention) {
  constexpr const char* kNames[] = {"clamp", "fit", "channel"};
  return kNames[int(convention)];
}

SsimScales ssim_scales(int height, int width, SsimConvention convention) {
  check_sides(height, width, convention);
  SsimScales scales = {};
  scales.convention = convention;
  double weights = 0;
  for (; scales.count < SsimScales::kMost; height /= 2, width /= 2) {
    const int fitting = std::min({SsimScales::kMostTaps, height, width});
    if (convention == SsimConvention::kFit && fitting < SsimScales::kMostTaps) break;
    const double weight = kWeights[scales.count];
    SsimScale& scale = scales.scales[scales.count++];
    scale = {.height = height, .width = width, .taps = 0, .window = {}, .weight = weight};
    set_window(scale, fitting);
    weights += weight;
  }
  if (convention == SsimConvention::kFit) {
    for (int j = 0; j < scales.count; ++j) scales.scales[j].weight /= weights;
  }
  return scales;
}

double ssim_score(const SsimScales& scales, std::span<const double> means) {
  double sum = 0;
  for (int i = 0; i < scales.products(); ++i) sum += product_of(scales, means, i);
  return sum / scales.products();
}

double ssim_slope(const SsimScales& scales, std::span<const double> means, int scale, int product) {
  const double mean = means[std::size_t(scale * scales.products() + product)];
  return scales[scale].weight * product_of(scales, means, product) /
         std::max(mean, kSmallestDivisor) / scales.products();
}

}  // namespace sleeve::kernels
