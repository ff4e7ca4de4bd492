// Values for test arrays, reproducible everywhere: `seed` tells the arrays of a case apart.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/bfloat16.h"
#include "kernels/philox.h"
#include "kernels/precision.h"

namespace sleeve::kernels::cases {

/// Values repeat after so many: large arrays are drawn fast, and no tile has the values of another.
constexpr std::size_t kPeriod = 1'000'003;

inline std::vector<float> uniform(std::uint64_t seed, std::size_t n, float low = -1,
                                  float high = 1) {
  const Philox random(seed, 0, 0);
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = i < kPeriod ? low + (high - low) * random.uniform(i) : values[i - kPeriod];
  }
  return values;
}

/// Whole numbers from -magnitude to magnitude.
inline std::vector<float> integers(std::uint64_t seed, std::size_t n, int magnitude) {
  const Philox random(seed, 1, 0);
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) {
    values[i] =
        static_cast<float>(int(random.below(i, std::uint32_t(2 * magnitude + 1))) - magnitude);
  }
  return values;
}

/// Zeros and ones, as often.
inline std::vector<std::uint8_t> bits(std::uint64_t seed, std::size_t n) {
  const Philox random(seed, 2, 0);
  std::vector<std::uint8_t> values(n);
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = i < kPeriod ? static_cast<std::uint8_t>(random.below(i, 2)) : values[i - kPeriod];
  }
  return values;
}

/// The nearest values that operands of this precision can take, so that rounding them is exact.
inline std::vector<float> representable(std::vector<float> values, Precision precision) {
  for (float& value : values) {
    if (precision == Precision::kBf16) value = to_float(to_bfloat16(value));
    if (precision == Precision::kTf32) {  // 10 bits of mantissa
      value = std::bit_cast<float>((std::bit_cast<std::uint32_t>(value) + 0x1000U) & ~0x1FFFU);
    }
  }
  return values;
}

}  // namespace sleeve::kernels::cases
