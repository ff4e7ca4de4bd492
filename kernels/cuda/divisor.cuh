// Division by a number that a launch fixes, as one multiplication.
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// n / d = n m >> (31 + l) for 0 <= n < 2^31, with l = ceil(log2 d) and m = ceil(2^(31 + l) / d)
/// (Granlund and Montgomery 1994): m d exceeds 2^(31 + l) by less than 2^l, so n m / 2^(31 + l)
/// exceeds n / d by less than 1 / d.
class Divisor {
 public:
  Divisor() = default;
  /// divisor >= 1.
  explicit Divisor(int divisor) : divisor_(divisor) {
    const auto d = std::uint64_t(divisor);
    shift_ = 31 + std::bit_width(d - 1);
    multiplier_ = std::uint32_t(((std::uint64_t{1} << shift_) + d - 1) / d);
  }

  __host__ __device__ int divisor() const { return divisor_; }
  __host__ __device__ int quotient(int n) const {
    return int(std::uint64_t(std::uint32_t(n)) * multiplier_ >> shift_);
  }
  __host__ __device__ int remainder(int n) const { return n - quotient(n) * divisor_; }

 private:
  int divisor_ = 1;
  int shift_ = 31;
  std::uint32_t multiplier_ = std::uint32_t{1} << 31;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
