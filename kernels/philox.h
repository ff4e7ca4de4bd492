// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011):
// random numbers as a pure function of (seed, stream, step, element), the same on every backend.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "kernels/portable.h"

namespace sleeve::kernels {

using PhiloxBlock = std::array<std::uint32_t, 4>;

SLEEVE_HOST_DEVICE constexpr PhiloxBlock philox4x32_10(PhiloxBlock counter,
                                                       std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53U} * counter[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57U} * counter[2];
    counter = {
        static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
        static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

/// One sequence of draws. Element e is word e % 4 of block e / 4; the counter is
/// [block, block >> 32 | stream << 16, step, step >> 32], the key is the seed: up to 2^50 elements
/// and 2^16 streams.
class Philox {
 public:
  SLEEVE_HOST_DEVICE constexpr Philox(std::uint64_t seed, std::uint32_t stream, std::uint64_t step)
      : seed_(seed), step_(step), stream_(stream) {}

  SLEEVE_HOST_DEVICE constexpr PhiloxBlock block(std::uint64_t index) const {
    return philox4x32_10(
        {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32) | stream_ << 16,
         static_cast<std::uint32_t>(step_), static_cast<std::uint32_t>(step_ >> 32)},
        {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
  }
  SLEEVE_HOST_DEVICE constexpr std::uint32_t bits(std::uint64_t element) const {
    return block(element / 4)[element % 4];
  }
  /// Uniform in (0, 1): (top 23 bits + 1/2) / 2^23, never an end of the interval in f32.
  SLEEVE_HOST_DEVICE constexpr float uniform(std::uint64_t element) const {
    return to_uniform(bits(element));
  }
  /// Uniform in {0, ..., n - 1}, by the high half of a product (bias below n / 2^32).
  SLEEVE_HOST_DEVICE constexpr std::uint32_t below(std::uint64_t element, std::uint32_t n) const {
    return static_cast<std::uint32_t>((std::uint64_t{bits(element)} * n) >> 32);
  }
  /// N(0, 1) by Box and Muller (1958): elements 2i and 2i + 1 share a radius.
  SLEEVE_HOST_DEVICE float normal(std::uint64_t element) const {
    return normals(element / 4)[element % 4];
  }

  /// The four elements of a block at once.
  SLEEVE_HOST_DEVICE constexpr std::array<float, 4> uniforms(std::uint64_t index) const {
    const PhiloxBlock words = block(index);
    return {to_uniform(words[0]), to_uniform(words[1]), to_uniform(words[2]), to_uniform(words[3])};
  }
  SLEEVE_HOST_DEVICE std::array<float, 4> normals(std::uint64_t index) const {
    const std::array<float, 4> u = uniforms(index);
    std::array<float, 4> result;
    for (std::size_t pair = 0; pair < 4; pair += 2) {
      const float radius = std::sqrt(-2.0F * std::log(u[pair]));
      const float angle = 6.28318530717958647692F * u[pair + 1];
      result[pair] = radius * std::cos(angle);
      result[pair + 1] = radius * std::sin(angle);
    }
    return result;
  }

 private:
  SLEEVE_HOST_DEVICE static constexpr float to_uniform(std::uint32_t bits) {
    return (static_cast<float>(bits >> 9) + 0.5F) * 0x1p-23F;
  }
  std::uint64_t seed_, step_;
  std::uint32_t stream_;
};

}  // namespace sleeve::kernels
