// Shapes of convolutions.
#pragma once

#include "kernels/convolution.h"

namespace sleeve::kernels::cases {

/// The small map is as large as the other arguments make it.
inline ConvShape conv_shape(int batch, int kernel, int stride, int padding, int big_height,
                            int big_width, int big_channels, int small_channels) {
  return {.batch = batch,
          .big_height = big_height,
          .big_width = big_width,
          .big_channels = big_channels,
          .small_height = small_side(big_height, kernel, stride, padding),
          .small_width = small_side(big_width, kernel, stride, padding),
          .small_channels = small_channels,
          .kernel = kernel,
          .stride = stride,
          .padding = padding};
}

}  // namespace sleeve::kernels::cases
