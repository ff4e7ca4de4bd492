#include "kernels/simt/matrix.h"

#include <bit>

#include "kernels/simt/meeting.h"

namespace sleeve::simt {
namespace {

float low_bfloat16(std::uint32_t pair) { return std::bit_cast<float>(pair << 16U); }
float high_bfloat16(std::uint32_t pair) { return std::bit_cast<float>(pair & 0xFFFF0000U); }
float tf32(std::uint32_t bits) { return std::bit_cast<float>(bits & 0xFFFFE000U); }

template <unsigned kDepth>
void multiply(Warp& warp) {
  for (unsigned m = 0; m != 16; ++m) {
    std::array<float, 8> sums{};
    for (unsigned k = 0; k != kDepth; ++k) {
      for (unsigned n = 0; n != 8; ++n) sums[n] += warp.a[m][k] * warp.b[k][n];
    }
    warp.product[m] = sums;
  }
}

/// The rest of a product once its operands lie in the warp.
template <unsigned kDepth>
void multiply_together(float (&d)[4], unsigned group, unsigned turn, Place where) {
  meet(kFullMask, where, [](Warp& warp) { multiply<kDepth>(warp); });
  const auto& product = current_thread->warp->product;
  d[0] += product[group][2 * turn];
  d[1] += product[group][2 * turn + 1];
  d[2] += product[group + 8][2 * turn];
  d[3] += product[group + 8][2 * turn + 1];
}

}  // namespace

void multiply_bfloat16(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2],
                       Place where) {
  const unsigned group = current_thread->lane() / 4, turn = current_thread->lane() % 4;
  Warp& warp = *current_thread->warp;
  for (unsigned i = 0; i != 4; ++i) {
    float* pair = &warp.a[group + i % 2 * 8][2 * turn + i / 2 * 8];
    pair[0] = low_bfloat16(a[i]);
    pair[1] = high_bfloat16(a[i]);
  }
  for (unsigned i = 0; i != 2; ++i) {
    warp.b[2 * turn + i * 8][group] = low_bfloat16(b[i]);
    warp.b[2 * turn + i * 8 + 1][group] = high_bfloat16(b[i]);
  }
  multiply_together<16>(d, group, turn, where);
}

void multiply_tf32(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2],
                   Place where) {
  const unsigned group = current_thread->lane() / 4, turn = current_thread->lane() % 4;
  Warp& warp = *current_thread->warp;
  for (unsigned i = 0; i != 4; ++i) warp.a[group + i % 2 * 8][turn + i / 2 * 4] = tf32(a[i]);
  for (unsigned i = 0; i != 2; ++i) warp.b[turn + i * 4][group] = tf32(b[i]);
  multiply_together<8>(d, group, turn, where);
}

std::array<std::uint32_t, 4> hand_out(unsigned matrices, bool transposed,
                                      const std::array<std::uint32_t, 4>& row, Place where) {
  Warp::Exchange& own = current_thread->warp->lanes[current_thread->lane()];
  own.words = row;
  meet(kFullMask, where, [=](Warp& warp) {
    const auto element = [&](unsigned matrix, unsigned r, unsigned c) {
      return warp.lanes[8 * matrix + r].words[c / 2] >> (c % 2 * 16) & 0xFFFFU;
    };
    for (unsigned lane = 0; lane != kWarpLanes; ++lane) {
      const unsigned g = lane / 4, t = lane % 4 * 2;
      for (unsigned i = 0; i != matrices; ++i) {
        warp.lanes[lane].loaded[i] = transposed ? element(i, t, g) | element(i, t + 1, g) << 16U
                                                : element(i, g, t) | element(i, g, t + 1) << 16U;
      }
    }
  });
  return own.loaded;
}

}  // namespace sleeve::simt
