// A feature map as its reader sees it, and the way back through that form.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "kernels/convolution.h"

namespace sleeve::kernels::reference {

/// scale * data + shift of element i of a map [..., channels].
template <typename T>
T pre_activation(const PendingMapOf<T>& map, std::size_t i, int channels) {
  const std::size_t c = i % std::size_t(channels);
  return std::fma(map.scale ? map.scale[c] : T(1), map.data[i], map.shift ? map.shift[c] : T(0));
}

template <typename T>
T activate(T z, Activation activation, T slope) {
  switch (activation) {
    case Activation::kNone:
      return z;
    case Activation::kRelu:
      return z <= 0 ? T(0) : z;
    case Activation::kLeakyRelu:
      return z <= 0 ? slope * z : z;
    case Activation::kTanh:
      return std::tanh(z);
  }
  return z;
}

template <typename T>
T activation_slope(T z, Activation activation, T slope) {
  switch (activation) {
    case Activation::kNone:
      return T(1);
    case Activation::kRelu:
      return z <= 0 ? T(0) : T(1);
    case Activation::kLeakyRelu:
      return z <= 0 ? slope : T(1);
    case Activation::kTanh:
      return 1 - std::tanh(z) * std::tanh(z);
  }
  return T(1);
}

template <typename T>
T dropout_factor(const PendingMapOf<T>& map, std::size_t i) {
  return map.keep ? map.keep_scale * T(map.keep[i]) : map.keep_scale;
}

template <typename T>
T pending_value(const PendingMapOf<T>& map, std::size_t i, int channels) {
  return dropout_factor(map, i) *
         activate(pre_activation(map, i, channels), map.activation, map.slope);
}

/// d pending_value / d pre_activation.
template <typename T>
T pending_slope(const PendingMapOf<T>& map, std::size_t i, int channels) {
  return dropout_factor(map, i) *
         activation_slope(pre_activation(map, i, channels), map.activation, map.slope);
}

template <typename T>
void materialize(const PendingMapOf<T>& map, std::size_t pixels, int channels, T* out) {
  for (std::size_t i = 0; i < pixels * std::size_t(channels); ++i) {
    out[i] = pending_value(map, i, channels);
  }
}

template <typename T>
std::vector<T> materialized(const PendingMapOf<T>& map, std::size_t pixels, int channels) {
  std::vector<T> values(pixels * std::size_t(channels));
  materialize(map, pixels, channels, values.data());
  return values;
}

}  // namespace sleeve::kernels::reference
