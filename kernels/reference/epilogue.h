// What a convolution does with its result besides storing it.
#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

#include "kernels/convolution.h"
#include "kernels/reference/pending.h"

namespace sleeve::kernels::reference {

/// Mean and sum of squared distances from it, in two passes.
template <typename T>
void channel_statistics(const std::type_identity_t<ElementsOf<T>>& map, std::size_t pixels,
                        int channels, const ChannelStatisticsOf<T>& statistics) {
  for (int c = 0; c < channels; ++c) {
    double sum = 0, m2 = 0;
    for (std::size_t p = 0; p < pixels; ++p) sum += double(map[p * std::size_t(channels) + c]);
    const double mean = pixels == 0 ? 0 : sum / double(pixels);
    for (std::size_t p = 0; p < pixels; ++p) {
      const double distance = double(map[p * std::size_t(channels) + c]) - mean;
      m2 += distance * distance;
    }
    statistics.mean[c] = T(mean);
    statistics.m2[c] = T(m2);
  }
}

/// sum dz and sum dz * (y - mean) * inverse_deviation.
template <typename T>
void batch_norm_sums(const PendingGradientOf<T>& gradient,
                     const std::type_identity_t<ElementsOf<T>>& dz, std::size_t pixels,
                     int channels) {
  for (int c = 0; c < channels; ++c) {
    double sum = 0, normalized = 0;
    for (std::size_t p = 0; p < pixels; ++p) {
      const std::size_t i = p * std::size_t(channels) + std::size_t(c);
      sum += double(dz[i]);
      normalized += double(dz[i]) * (double(gradient.of.data[i]) - double(gradient.mean[c])) *
                    double(gradient.inverse_deviation[c]);
    }
    gradient.sum_dz[c] = T(sum);
    gradient.sum_dz_normalized[c] = T(normalized);
  }
}

/// Stores the convolution's result r in out [pixels, channels].
template <typename T>
void store(const std::vector<double>& r, std::size_t pixels, int channels,
           const std::type_identity_t<ElementsOf<T>>& out, const ConvEpilogueOf<T>& epilogue) {
  const PendingGradientOf<T>& gradient = epilogue.gradient;
  for (std::size_t i = 0; i < r.size(); ++i) {
    double value = r[i];
    if (epilogue.bias) value += double(epilogue.bias[i % std::size_t(channels)]);
    if (gradient.of.data) value *= double(pending_slope(gradient.of, i, channels));
    out.set(i, T(value));
  }
  if (gradient.of.data && gradient.mean) batch_norm_sums(gradient, out, pixels, channels);
  if (epilogue.statistics.mean) channel_statistics(out, pixels, channels, epilogue.statistics);
}

}  // namespace sleeve::kernels::reference
