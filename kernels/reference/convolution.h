// The three convolutions of kernels/convolution.h. All are sums over the same taps; each writes one
// of the three arrays from the other two.
#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

#include "kernels/convolution.h"
#include "kernels/reference/epilogue.h"
#include "kernels/reference/pending.h"

namespace sleeve::kernels::reference {

/// Calls visit(small pixel, big pixel, tap) for every tap that is not padding, tap = i * kernel +
/// j.
template <typename Visit>
void for_each_tap(const ConvShape& shape, Visit visit) {
  for (int n = 0; n < shape.batch; ++n) {
    for (int y = 0; y < shape.small_height; ++y) {
      for (int x = 0; x < shape.small_width; ++x) {
        for (int i = 0; i < shape.kernel; ++i) {
          const int big_y = y * shape.stride - shape.padding + i;
          if (big_y < 0 || big_y >= shape.big_height) continue;
          for (int j = 0; j < shape.kernel; ++j) {
            const int big_x = x * shape.stride - shape.padding + j;
            if (big_x < 0 || big_x >= shape.big_width) continue;
            visit((std::size_t(n) * shape.small_height + y) * shape.small_width + x,
                  (std::size_t(n) * shape.big_height + big_y) * shape.big_width + big_x,
                  std::size_t(i) * shape.kernel + j);
          }
        }
      }
    }
  }
}

/// Where weight[s, tap, 0] lies.
inline std::size_t weight_row(const ConvShape& shape, int s, std::size_t tap) {
  const std::size_t taps = std::size_t(shape.kernel) * std::size_t(shape.kernel);
  return (std::size_t(s) * taps + tap) * std::size_t(shape.big_channels);
}

template <typename T>
void conv_down(const ConvShape& shape, const PendingMapOf<T>& big, const T* weight,
               std::type_identity_t<ElementsOf<T>> small, const ConvEpilogueOf<T>& epilogue) {
  check(shape);
  const std::vector<T> in = materialized(big, shape.big_pixels(), shape.big_channels);
  std::vector<double> out(shape.small_size(), 0.0);
  for_each_tap(shape, [&](std::size_t small_pixel, std::size_t big_pixel, std::size_t tap) {
    const T* from = &in[big_pixel * shape.big_channels];
    double* to = &out[small_pixel * shape.small_channels];
    for (int s = 0; s < shape.small_channels; ++s) {
      const T* row = weight + weight_row(shape, s, tap);
      for (int b = 0; b < shape.big_channels; ++b) to[s] += double(row[b]) * double(from[b]);
    }
  });
  store(out, shape.small_pixels(), shape.small_channels, small, epilogue);
}

template <typename T>
void conv_up(const ConvShape& shape, const PendingMapOf<T>& small, const T* weight,
             std::type_identity_t<ElementsOf<T>> big, const ConvEpilogueOf<T>& epilogue) {
  check(shape);
  const std::vector<T> in = materialized(small, shape.small_pixels(), shape.small_channels);
  std::vector<double> out(shape.big_size(), 0.0);
  for_each_tap(shape, [&](std::size_t small_pixel, std::size_t big_pixel, std::size_t tap) {
    const T* from = &in[small_pixel * shape.small_channels];
    double* to = &out[big_pixel * shape.big_channels];
    for (int s = 0; s < shape.small_channels; ++s) {
      const T* row = weight + weight_row(shape, s, tap);
      for (int b = 0; b < shape.big_channels; ++b) to[b] += double(row[b]) * double(from[s]);
    }
  });
  store(out, shape.big_pixels(), shape.big_channels, big, epilogue);
}

template <typename T>
void conv_weights(const ConvShape& shape, const PendingMapOf<T>& big, const PendingMapOf<T>& small,
                  T* weight_gradient, bool accumulate) {
  check(shape);
  const std::vector<T> big_in = materialized(big, shape.big_pixels(), shape.big_channels);
  const std::vector<T> small_in = materialized(small, shape.small_pixels(), shape.small_channels);
  std::vector<double> out(shape.weight_size(), 0.0);
  if (accumulate) out.assign(weight_gradient, weight_gradient + shape.weight_size());
  for_each_tap(shape, [&](std::size_t small_pixel, std::size_t big_pixel, std::size_t tap) {
    const T* big_row = &big_in[big_pixel * shape.big_channels];
    const T* small_row = &small_in[small_pixel * shape.small_channels];
    for (int s = 0; s < shape.small_channels; ++s) {
      double* row = &out[weight_row(shape, s, tap)];
      for (int b = 0; b < shape.big_channels; ++b) {
        row[b] += double(small_row[s]) * double(big_row[b]);
      }
    }
  });
  for (std::size_t i = 0; i < out.size(); ++i) weight_gradient[i] = T(out[i]);
}

}  // namespace sleeve::kernels::reference
