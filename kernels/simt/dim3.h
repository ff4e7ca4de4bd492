// CUDA's extents and indices.
#pragma once

#include <cstdint>

namespace sleeve::simt {

struct dim3 {
  unsigned x = 1, y = 1, z = 1;

  constexpr dim3(unsigned x_extent = 1, unsigned y_extent = 1, unsigned z_extent = 1)
      : x(x_extent), y(y_extent), z(z_extent) {}

  constexpr std::uint64_t count() const { return std::uint64_t{x} * y * z; }
  /// The index of element `number` of this extent, x varying fastest.
  constexpr dim3 index(std::uint64_t number) const {
    return {static_cast<unsigned>(number % x), static_cast<unsigned>(number / x % y),
            static_cast<unsigned>(number / x / y)};
  }
};

}  // namespace sleeve::simt
