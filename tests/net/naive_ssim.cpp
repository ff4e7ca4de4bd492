#include "naive_ssim.h"

#include <algorithm>
#include <cmath>

namespace sleeve::net::naive {
namespace {

using kernels::SsimConvention;

/// One channel of an image, [size, size].
struct Plane {
  int size;
  std::vector<double> values;
  double at(int y, int x) const { return values[std::size_t(y) * size + x]; }
};

Plane plane_of(const Maps& images, int image, int channel) {
  Plane plane{images.size, {}};
  for (int y = 0; y < images.size; ++y)
    for (int x = 0; x < images.size; ++x) {
      plane.values.push_back((images.at(image, channel, y, x) + 1) / 2);
    }
  return plane;
}

Plane halved(const Plane& plane) {
  Plane half{plane.size / 2, {}};
  for (int y = 0; y < half.size; ++y)
    for (int x = 0; x < half.size; ++x) {
      half.values.push_back((plane.at(2 * y, 2 * x) + plane.at(2 * y, 2 * x + 1) +
                             plane.at(2 * y + 1, 2 * x) + plane.at(2 * y + 1, 2 * x + 1)) /
                            4);
    }
  return half;
}

/// Mean over all windows of contrast, or of luminance times contrast.
double mean_similarity(const Plane& a, const Plane& b, int taps, bool with_luminance) {
  std::vector<double> window(taps);
  double weights = 0;
  for (int k = 0; k < taps; ++k) {
    const double distance = (k - (taps - 1) / 2.0) * 11 / (1.5 * taps);
    window[k] = std::exp(-distance * distance / 2);
    weights += window[k];
  }
  const int places = a.size - taps + 1;
  double sum = 0;
  for (int y = 0; y < places; ++y)
    for (int x = 0; x < places; ++x) {
      const auto mean = [&](const auto& value) {
        double total = 0;
        for (int i = 0; i < taps; ++i)
          for (int j = 0; j < taps; ++j) {
            const double weight = window[i] * window[j] / (weights * weights);
            total += weight * value(a.at(y + i, x + j), b.at(y + i, x + j));
          }
        return total;
      };
      const double mean_a = mean([](double p, double) { return p; });
      const double mean_b = mean([](double, double q) { return q; });
      const double var_a = mean([&](double p, double) { return (p - mean_a) * (p - mean_a); });
      const double var_b = mean([&](double, double q) { return (q - mean_b) * (q - mean_b); });
      const double cov = mean([&](double p, double q) { return (p - mean_a) * (q - mean_b); });
      const double contrast = (2 * cov + 9e-4) / (var_a + var_b + 9e-4);
      const double luminance =
          (2 * mean_a * mean_b + 1e-4) / (mean_a * mean_a + mean_b * mean_b + 1e-4);
      sum += contrast * (with_luminance ? luminance : 1);
    }
  return sum / (double(places) * places);
}

}  // namespace

double ms_ssim(const Maps& images, int first, int second, SsimConvention convention) {
  std::vector<double> weights = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
  if (convention == SsimConvention::kFit) {
    while ((images.size >> (weights.size() - 1)) < 11) weights.pop_back();
    double sum = 0;
    for (const double weight : weights) sum += weight;
    for (double& weight : weights) weight /= sum;
  }
  std::vector<double> means(weights.size() * 3);  // [scales, channels]
  for (int c = 0; c < 3; ++c) {
    Plane a = plane_of(images, first, c), b = plane_of(images, second, c);
    for (std::size_t scale = 0; scale < weights.size(); ++scale) {
      const bool last = scale + 1 == weights.size();
      means[scale * 3 + c] = mean_similarity(a, b, std::min(11, a.size), last);
      a = halved(a);
      b = halved(b);
    }
  }
  const bool by_channel = convention == SsimConvention::kChannel;
  double score = 0;
  for (int c = 0; c < (by_channel ? 3 : 1); ++c) {
    double product = 1;
    for (std::size_t scale = 0; scale < weights.size(); ++scale) {
      const double* const row = &means[scale * 3];
      const double mean = by_channel ? row[c] : (row[0] + row[1] + row[2]) / 3;
      product *= std::pow(std::max(mean, 0.0), weights[scale]);
    }
    score += product / (by_channel ? 3 : 1);
  }
  return score;
}

}  // namespace sleeve::net::naive
