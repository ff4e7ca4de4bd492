// The pending form of a map (PendingMap), as kernels read maps through it and gradients go back
// through it. The formulas are those of kernels/reference/pending.h.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/convolution.h"
#include "kernels/cuda/runs.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/portable.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

__device__ __forceinline__ float load_element(const ConstElements& map, std::size_t i) {
  return map.is_rounded() ? to_float(map.rounded()[i]) : map.full()[i];
}

__device__ __forceinline__ void store_element(const Elements& map, std::size_t i, float value) {
  if (map.is_rounded()) {
    map.rounded()[i] = to_bfloat16(value);
  } else {
    map.full()[i] = value;
  }
}

__device__ __forceinline__ float activate(float z, Activation activation, float slope) {
  switch (activation) {
    case Activation::kNone:
      return z;
    case Activation::kRelu:
      return z <= 0 ? 0 : z;
    case Activation::kLeakyRelu:
      return z <= 0 ? slope * z : z;
    case Activation::kTanh:
      return std::tanh(z);
  }
  return z;
}

__device__ __forceinline__ float activation_slope(float z, Activation activation, float slope) {
  switch (activation) {
    case Activation::kNone:
      return 1;
    case Activation::kRelu:
      return z <= 0 ? 0 : 1;
    case Activation::kLeakyRelu:
      return z <= 0 ? slope : 1;
    case Activation::kTanh: {
      const float t = std::tanh(z);
      return 1 - t * t;
    }
  }
  return 1;
}

__device__ __forceinline__ float dropout_factor(const PendingMap& map, std::size_t i) {
  return map.keep == nullptr ? map.keep_scale : map.keep_scale * float(map.keep[i]);
}

/// Scale and shift of one channel: 1 and 0 where the form has none.
__device__ __forceinline__ float scale_of(const PendingMap& map, int channel) {
  return map.scale == nullptr ? 1 : map.scale[channel];
}

__device__ __forceinline__ float shift_of(const PendingMap& map, int channel) {
  return map.shift == nullptr ? 0 : map.shift[channel];
}

/// Element i of a map, which is of `channel`, as its readers see it.
__device__ __forceinline__ float pending_value(const PendingMap& map, std::size_t i, int channel) {
  const float z =
      std::fma(scale_of(map, channel), load_element(map.data, i), shift_of(map, channel));
  return dropout_factor(map, i) * activate(z, map.activation, map.slope);
}

/// Whether the form changes nothing: its values are those of the data.
SLEEVE_HOST_DEVICE inline bool is_raw(const PendingMap& map) {
  return map.scale == nullptr && map.shift == nullptr && map.activation == Activation::kNone &&
         map.keep == nullptr && map.keep_scale == 1;
}

/// Whether the activation is the larger of two lines, z and negative_slope() * z: two instructions.
inline bool is_piecewise_linear(const PendingMap& map) {
  return map.activation == Activation::kNone || map.activation == Activation::kRelu ||
         (map.activation == Activation::kLeakyRelu && map.slope >= 0 && map.slope <= 1);
}

/// What a piecewise linear activation multiplies z <= 0 by; z > 0 it leaves alone.
__device__ __forceinline__ float negative_slope(const PendingMap& map) {
  return map.activation == Activation::kNone   ? 1
         : map.activation == Activation::kRelu ? 0
                                               : map.slope;
}

/// kLength values of consecutive channels, in place, through scale, shift and a piecewise linear
/// activation; dropout is the caller's.
template <int kLength>
__device__ __forceinline__ void apply_form(Run<kLength>& run, const Run<kLength>& scale,
                                           const Run<kLength>& shift, float negative) {
  for (int i = 0; i < kLength; ++i) {
    const float z = std::fma(scale.value[i], run.value[i], shift.value[i]);
    run.value[i] = std::fmax(z, negative * z);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
