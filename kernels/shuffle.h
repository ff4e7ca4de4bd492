// Shuffled epochs without a stored order: where position p of epoch e falls is a pure function.
#pragma once

#include <cstdint>

#include "kernels/philox.h"

namespace sleeve::kernels {

/// A pseudo-random permutation of {0, ..., n - 1}, chosen by seed, stream and epoch: a six-round
/// Feistel network on the smallest even number of bits that holds n, walking cycles back into range
/// (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
SLEEVE_HOST_DEVICE inline std::uint64_t shuffled(std::uint64_t seed, std::uint32_t stream,
                                                 std::uint64_t epoch, std::uint64_t n,
                                                 std::uint64_t position) {
  int half = 1;
  while (half < 32 && (std::uint64_t{1} << (2 * half)) < n) ++half;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  const Philox random(seed, stream, epoch);
  std::uint64_t value = position;
  do {
    std::uint64_t left = value >> half, right = value & mask;
    for (std::uint64_t round = 0; round < 6; ++round) {
      const std::uint64_t mixed = left ^ (random.block(round << 32 | right)[0] & mask);
      left = right;
      right = mixed;
    }
    value = left << half | right;
  } while (value >= n);
  return value;
}

}  // namespace sleeve::kernels
