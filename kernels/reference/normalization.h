// Batch normalisation (Ioffe & Szegedy 2015) as a per-channel scale and shift of a raw map.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/backend.h"

namespace sleeve::kernels::reference {

template <typename T>
void set_scale_and_shift(const BatchNormOf<T>& norm, int c, double mean, double inverse_deviation) {
  norm.scale[c] = T(double(norm.weight[c]) * inverse_deviation);
  norm.shift[c] = T(double(norm.bias[c]) - mean * double(norm.scale[c]));
}

template <typename T>
void batch_norm_training(const BatchNormOf<T>& norm, const ChannelStatisticsOf<T>& statistics,
                         std::size_t count) {
  for (int c = 0; c < norm.channels; ++c) {
    const double mean = double(statistics.mean[c]), m2 = double(statistics.m2[c]);
    const double inverse_deviation = 1 / std::sqrt(m2 / double(count) + double(norm.epsilon));
    norm.mean[c] = T(mean);
    norm.inverse_deviation[c] = T(inverse_deviation);
    set_scale_and_shift(norm, c, mean, inverse_deviation);

    const double momentum = double(norm.momentum), unbiased = m2 / double(count - 1);
    const double running_mean = double(norm.running_mean[c]);
    const double running_var = double(norm.running_var[c]);
    norm.running_mean[c] = T(running_mean + momentum * (mean - running_mean));
    norm.running_var[c] = T(running_var + momentum * (unbiased - running_var));
  }
}

template <typename T>
void batch_norm_evaluation(const BatchNormOf<T>& norm) {
  for (int c = 0; c < norm.channels; ++c) {
    const double variance = double(norm.running_var[c]) + double(norm.epsilon);
    set_scale_and_shift(norm, c, double(norm.running_mean[c]), 1 / std::sqrt(variance));
  }
}

template <typename T>
void batch_norm_backward(const BatchNormOf<T>& norm, std::size_t count,
                         std::type_identity_t<ElementsOf<const T>> y, const T* sum_dz,
                         const T* sum_dz_normalized, std::type_identity_t<ElementsOf<T>> dz,
                         T* weight_gradient, T* bias_gradient, bool accumulate) {
  for (std::size_t i = 0; i < count * std::size_t(norm.channels); ++i) {
    const std::size_t c = i % std::size_t(norm.channels);
    const double normalized =
        (double(y[i]) - double(norm.mean[c])) * double(norm.inverse_deviation[c]);
    dz.set(i,
           T(double(norm.scale[c]) * (double(dz[i]) - double(sum_dz[c]) / double(count) -
                                      normalized * double(sum_dz_normalized[c]) / double(count))));
  }
  for (int c = 0; c < norm.channels; ++c) {
    if (weight_gradient) {
      weight_gradient[c] = (accumulate ? weight_gradient[c] : T(0)) + sum_dz_normalized[c];
    }
    if (bias_gradient) bias_gradient[c] = (accumulate ? bias_gradient[c] : T(0)) + sum_dz[c];
  }
}

}  // namespace sleeve::kernels::reference
