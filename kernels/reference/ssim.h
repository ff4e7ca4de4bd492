// MS-SSIM from its formula (kernels/ssim.h), window by window.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "kernels/ssim.h"

namespace sleeve::kernels::reference {

using SsimImages = std::vector<std::vector<double>>;  // of one image, scale by scale

/// From [-1, 1] to [0, 1], then halved.
template <typename T>
SsimImages ssim_images(const SsimScales& scales, const T* image) {
  constexpr int kChannels = SsimScales::kChannels;
  SsimImages images(std::size_t(scales.count));
  for (std::size_t i = 0; i < scales.image_size(); ++i) {
    images[0].push_back((double(image[i]) + 1) / 2);
  }
  for (int j = 1; j < scales.count; ++j) {
    const std::vector<double>& large = images[std::size_t(j - 1)];
    const auto at = [&](int y, int x, int c) {
      return large[(std::size_t(y) * scales[j - 1].width + x) * kChannels + c];
    };
    for (int y = 0; y < scales[j].height; ++y) {
      for (int x = 0; x < scales[j].width; ++x) {
        for (int c = 0; c < kChannels; ++c) {
          images[std::size_t(j)].push_back((at(2 * y, 2 * x, c) + at(2 * y, 2 * x + 1, c) +
                                            at(2 * y + 1, 2 * x, c) + at(2 * y + 1, 2 * x + 1, c)) /
                                           4);
        }
      }
    }
  }
  return images;
}

/// The window at one place of one channel: calls visit(element, weight) for each of its pixels.
template <typename Visit>
void visit_window(const SsimScale& scale, int y, int x, int channel, const Visit& visit) {
  for (int i = 0; i < scale.taps; ++i) {
    for (int k = 0; k < scale.taps; ++k) {
      visit((std::size_t(y + i) * scale.width + (x + k)) * SsimScales::kChannels + channel,
            scale.window[i] * scale.window[k]);
    }
  }
}

template <typename Visit>
void visit_places(const SsimScale& scale, const Visit& visit) {
  for (int y = 0; y < scale.places_high(); ++y) {
    for (int x = 0; x < scale.places_wide(); ++x) {
      for (int c = 0; c < SsimScales::kChannels; ++c) visit(y, x, c);
    }
  }
}

/// What a window holds, and the two fractions made of it.
struct SsimWindow {
  double mean_x = 0, mean_y = 0, var_x = 0, var_y = 0, cov = 0;

  double luminance_bottom() const { return mean_x * mean_x + mean_y * mean_y + SsimScales::kC1; }
  double luminance() const { return (2 * mean_x * mean_y + SsimScales::kC1) / luminance_bottom(); }
  double contrast_bottom() const { return var_x + var_y + SsimScales::kC2; }
  double contrast() const { return (2 * cov + SsimScales::kC2) / contrast_bottom(); }
};

inline SsimWindow ssim_window(const SsimScale& scale, const std::vector<double>& first,
                              const std::vector<double>& second, int y, int x, int channel) {
  SsimWindow window;
  visit_window(scale, y, x, channel, [&](std::size_t i, double weight) {
    window.mean_x += weight * first[i];
    window.mean_y += weight * second[i];
  });
  visit_window(scale, y, x, channel, [&](std::size_t i, double weight) {
    const double dx = first[i] - window.mean_x, dy = second[i] - window.mean_y;
    window.var_x += weight * dx * dx;
    window.var_y += weight * dy * dy;
    window.cov += weight * dx * dy;
  });
  return window;
}

/// The means of one pair, [count, products()].
inline std::vector<double> ssim_means(const SsimScales& scales, const SsimImages& first,
                                      const SsimImages& second) {
  std::vector<double> means(scales.mean_count());
  for (int j = 0; j < scales.count; ++j) {
    const bool last = j + 1 == scales.count;
    visit_places(scales[j], [&](int y, int x, int c) {
      const SsimWindow window =
          ssim_window(scales[j], first[std::size_t(j)], second[std::size_t(j)], y, x, c);
      means[std::size_t(j * scales.products() + c % scales.products())] +=
          window.contrast() * (last ? window.luminance() : 1);
    });
    for (int i = 0; i < scales.products(); ++i) {
      means[std::size_t(j * scales.products() + i)] /= scales.terms(j);
    }
  }
  return means;
}

/// Adds to the gradient by `first` that of value = contrast, or luminance * contrast, times
/// `factor`; `window` is that of (first, second).
inline void add_window_gradient(const SsimScale& scale, const std::vector<double>& first,
                                const std::vector<double>& second, int y, int x, int channel,
                                const SsimWindow& window, bool last, double factor,
                                std::vector<double>& gradient) {
  const double by_contrast = factor * (last ? window.luminance() : 1);
  const double by_cov = 2 * by_contrast / window.contrast_bottom();
  const double by_var = -by_contrast * window.contrast() / window.contrast_bottom();
  const double by_mean = last ? factor * window.contrast() * 2 *
                                    (window.mean_y - window.luminance() * window.mean_x) /
                                    window.luminance_bottom()
                              : 0;
  visit_window(scale, y, x, channel, [&](std::size_t i, double weight) {
    gradient[i] += weight * (by_mean + by_var * 2 * (first[i] - window.mean_x) +
                             by_cov * (second[i] - window.mean_y));
  });
}

/// Adds the gradients of the scores of one pair, by both images, to `first_gradient` and
/// `second_gradient`, [height, width, 3].
template <typename T>
void add_ssim_gradients(const SsimScales& scales, const T* first, const T* second,
                        std::span<const double> means, double score_gradient,
                        std::vector<double>& first_gradient, std::vector<double>& second_gradient) {
  const SsimImages x = ssim_images(scales, first), y = ssim_images(scales, second);
  std::vector<double> small_x, small_y;  // gradients by the next scale's images
  for (int j = scales.count - 1; j >= 0; --j) {
    const SsimScale& scale = scales[j];
    const std::vector<double>&own_x = x[std::size_t(j)], &own_y = y[std::size_t(j)];
    std::vector<double> by_x(own_x.size(), 0.0), by_y(own_y.size(), 0.0);
    const bool last = j + 1 == scales.count;
    visit_places(scale, [&](int row, int column, int c) {
      const double factor =
          score_gradient * ssim_slope(scales, means, j, c % scales.products()) / scales.terms(j);
      SsimWindow window = ssim_window(scale, own_x, own_y, row, column, c);
      add_window_gradient(scale, own_x, own_y, row, column, c, window, last, factor, by_x);
      std::swap(window.mean_x, window.mean_y);
      std::swap(window.var_x, window.var_y);
      add_window_gradient(scale, own_y, own_x, row, column, c, window, last, factor, by_y);
    });
    for (std::size_t i = 0; i < small_x.size(); ++i) {
      const std::size_t c = i % SsimScales::kChannels, pixel = i / SsimScales::kChannels;
      const std::size_t half = std::size_t(scales[j + 1].width), width = std::size_t(scale.width);
      const std::size_t corner = pixel / half * 2 * width + pixel % half * 2;
      for (const std::size_t place : {corner, corner + 1, corner + width, corner + width + 1}) {
        by_x[place * SsimScales::kChannels + c] += small_x[i] / 4;
        by_y[place * SsimScales::kChannels + c] += small_y[i] / 4;
      }
    }
    small_x = std::move(by_x);
    small_y = std::move(by_y);
  }
  for (std::size_t i = 0; i < small_x.size(); ++i) {  // of [-1, 1]
    first_gradient[i] += small_x[i] / 2;
    second_gradient[i] += small_y[i] / 2;
  }
}

template <typename T>
void ms_ssim(const SsimPairsOf<T>& pairs, T* scores, T* means) {
  const SsimScales& scales = pairs.scales;
  for (int n = 0; n < pairs.pair_count; ++n) {
    const auto image = [&](const T* array, int which) {
      return ssim_images(scales,
                         array + std::size_t(pairs.pairs[2 * n + which]) * scales.image_size());
    };
    const std::vector<double> found =
        ssim_means(scales, image(pairs.first, 0), image(pairs.second, 1));
    scores[n] = T(ssim_score(scales, found));
    for (std::size_t i = 0; means != nullptr && i < found.size(); ++i) {
      means[std::size_t(n) * found.size() + i] = T(found[i]);
    }
  }
}

template <typename T>
void ms_ssim_backward(const SsimPairsOf<T>& pairs, const T* means, const T* score_gradients,
                      T* first_gradient, T* second_gradient) {
  const SsimScales& scales = pairs.scales;
  const std::size_t size = scales.image_size(), count = scales.mean_count();
  using Gradients = std::vector<std::vector<double>>;
  Gradients by_first(std::size_t(pairs.first_count), std::vector<double>(size));
  Gradients by_second(std::size_t(pairs.second_count), std::vector<double>(size));
  Gradients& sums_of_second = first_gradient == second_gradient ? by_first : by_second;
  for (int n = 0; n < pairs.pair_count; ++n) {
    const auto a = std::size_t(pairs.pairs[2 * n]), b = std::size_t(pairs.pairs[2 * n + 1]);
    const std::vector<double> own(means + n * count, means + (n + 1) * count);
    add_ssim_gradients(scales, pairs.first + a * size, pairs.second + b * size, own,
                       double(score_gradients[n]), by_first[a], sums_of_second[b]);
  }
  const auto store = [&](const Gradients& gradients, T* to) {
    for (const std::vector<double>& gradient : gradients) {
      for (const double value : gradient) *to++ = T(value);
    }
  };
  if (second_gradient != first_gradient) store(by_second, second_gradient);
  store(by_first, first_gradient);
}

}  // namespace sleeve::kernels::reference
