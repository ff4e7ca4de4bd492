// Operations that lanes of a warp carry out together: each deposits what it brings and waits; the
// last to arrive computes what all of them get.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/simt/place.h"

namespace sleeve::simt {

inline constexpr unsigned kWarpLanes = 32;
inline constexpr std::uint32_t kFullMask = 0xFFFFFFFFU;

struct Warp {
  /// Lanes that have met, or are about to, under one mask; numbered by the lowest of them.
  struct Group {
    std::uint32_t mask = 0, arrived = 0;
    unsigned meetings = 0;
    Place where;
    std::array<char, 2> order{};  // by turns: what ThreadSanitizer knows a meeting by
  };

  std::uint32_t waiting = 0, exited = 0;
  std::array<Group, kWarpLanes> groups;

  // What lanes bring to a shuffle, a vote or a load, and what each gets.
  struct Exchange {
    std::uint64_t brought = 0;
    int source = 0;
    std::array<std::uint32_t, 4> words{};
    std::uint64_t result = 0;
    std::array<std::uint32_t, 4> loaded{};
  };
  std::array<Exchange, kWarpLanes> lanes;

  // A product of matrices: operands and result, unpacked.
  alignas(64) std::array<std::array<float, 16>, 16> a;
  alignas(64) std::array<std::array<float, 8>, 16> b;
  alignas(64) std::array<std::array<float, 8>, 16> product;
};

/// Returns when all lanes of `mask` have called it from the same place; memory is as ordered then
/// as __syncwarp orders it. Like everything below it dies if a lane of the mask has exited, waits
/// elsewhere, or brings another mask.
void sync_warp(std::uint32_t mask, Place where);

/// What lane `source` of the mask brought.
std::uint64_t shuffle(std::uint32_t mask, std::uint64_t value, int source, Place where);

/// The lanes of the mask whose vote was true.
std::uint32_t ballot(std::uint32_t mask, bool vote, Place where);

}  // namespace sleeve::simt
