// The three convolutions that train both networks: shapes, pending operands and epilogues.
//
// A convolution ties a high-resolution map, `big`, to a low-resolution one, `small`:
//   conv_down     small[n,y,x,s] = sum_{i,j,b} weight[s,i,j,b] * big[n, y*stride-padding+i,
//   x*stride-padding+j, b] conv_up       big = the transpose of the same linear map, applied to
//   small conv_weights  weight[s,i,j,b] = sum_{n,y,x} small[n,y,x,s] * big[n, y*stride-padding+i,
//   ...]
// Feature maps are NHWC, weights [small channels][kernel][kernel][big channels].
// Every element of a result is written: where no tap reaches, it is 0 before the epilogue.
// Operands are templates on the type of their arrays, so that the reference can be checked by
// differences in double; every backend takes them in f32, and maps, where it computes in bf16, also
// in bf16.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/elements.h"

namespace sleeve::kernels {

enum class Activation : std::uint8_t { kNone, kRelu, kLeakyRelu, kTanh };

struct ConvShape {
  int batch = 0;
  int big_height = 0, big_width = 0, big_channels = 0;
  int small_height = 0, small_width = 0, small_channels = 0;
  int kernel = 0, stride = 1, padding = 0;

  std::size_t big_pixels() const {
    return std::size_t(batch) * std::size_t(big_height) * std::size_t(big_width);
  }
  std::size_t small_pixels() const {
    return std::size_t(batch) * std::size_t(small_height) * std::size_t(small_width);
  }
  std::size_t big_size() const { return big_pixels() * std::size_t(big_channels); }
  std::size_t small_size() const { return small_pixels() * std::size_t(small_channels); }
  std::size_t weight_size() const {
    return std::size_t(small_channels) * std::size_t(kernel) * std::size_t(kernel) *
           std::size_t(big_channels);
  }
  /// Multiplications of real (not padded) taps that one of the three kernels performs.
  double multiplications() const;
};

/// Side of the low-resolution map: floor((big + 2 padding - kernel) / stride) + 1; 0 if the kernel
/// is larger than the padded map.
int small_side(int big, int kernel, int stride, int padding);

/// Throws std::invalid_argument, naming the numbers, unless the small side follows from the big one
/// and everything is positive (batch and padding may be zero).
void check(const ConvShape& shape);

/// A feature map as its reader sees it: keep_scale * keep * act(scale[c] * data + shift[c]), NHWC.
/// The reader computes scale * data + shift by one fma. A padded tap is 0, whatever the shift.
template <typename T>
struct PendingMapOf {
  ElementsOf<const T> data;
  const T* scale = nullptr;  // [C]; null: 1
  const T* shift = nullptr;  // [C]; null: 0
  Activation activation = Activation::kNone;
  T slope = 0;                         // of leaky ReLU at and below zero
  const std::uint8_t* keep = nullptr;  // dropout mask of 0 and 1, as data; null: everything is kept
  T keep_scale = 1;                    // 1 / (1 - dropout rate); 1 where keep is null
};
using PendingMap = PendingMapOf<float>;

/// The weight of a convolution: in f32, and, for a backend that multiplies in bf16, rounded.
struct ConvWeight {
  const float* values = nullptr;
  const Bfloat16* rounded = nullptr;

  ConvWeight(const float* f32) : values(f32) {}
  ConvWeight(const float* f32, const Bfloat16* bf16) : values(f32), rounded(bf16) {}
};

/// Per-channel statistics of a map as stored: mean, and the sum of squared distances from it.
/// Of an empty map (batch 0) both are 0.
template <typename T>
struct ChannelStatisticsOf {
  T* mean = nullptr;  // [C]; null: not wanted
  T* m2 = nullptr;    // [C]
};
using ChannelStatistics = ChannelStatisticsOf<float>;

/// The way back through a pending form: the result r of a data gradient becomes
///   dz = r * keep_scale * keep * act'(scale * y + shift),  y being of.data,
/// and the two sums of batch norm are taken: sum dz, and sum dz * (y - mean) * inverse_deviation.
/// The sums are set, not added to, and taken over dz as stored. act' at exactly 0 is that of the
/// negative side, as in PyTorch.
template <typename T>
struct PendingGradientOf {
  PendingMapOf<T> of;                    // of.data null: the result is stored as it is
  const T* mean = nullptr;               // [C]; null: the layer has no batch norm, no sums
  const T* inverse_deviation = nullptr;  // [C]
  T* sum_dz = nullptr;                   // [C]
  T* sum_dz_normalized = nullptr;        // [C]
};
using PendingGradient = PendingGradientOf<float>;

/// What a convolution does with its result r besides storing it, all optional. On the way forward a
/// bias is added first and the statistics are of the sum; on the way back the gradient stands
/// alone.
template <typename T>
struct ConvEpilogueOf {
  const T* bias = nullptr;  // [C] of the result
  ChannelStatisticsOf<T> statistics;
  PendingGradientOf<T> gradient;
};
using ConvEpilogue = ConvEpilogueOf<float>;

}  // namespace sleeve::kernels
