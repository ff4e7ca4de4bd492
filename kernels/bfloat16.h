// bfloat16: the upper half of an f32. Sleeve's own type, so that kernels need no CUDA header where
// they are compiled for the CPU.
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/portable.h"

namespace sleeve::kernels {

struct Bfloat16 {
  std::uint16_t bits;
};

SLEEVE_HOST_DEVICE constexpr float to_float(Bfloat16 value) {
  return std::bit_cast<float>(std::uint32_t{value.bits} << 16);
}

/// To the nearest, ties to even; NaN stays NaN.
SLEEVE_HOST_DEVICE constexpr Bfloat16 to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFU) > 0x7F800000U) {
    return {static_cast<std::uint16_t>(bits >> 16 | 0x40U)};
  }
  return {static_cast<std::uint16_t>((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16)};
}

}  // namespace sleeve::kernels
