// Shuffles of every type that CUDA shuffles.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

#include "kernels/simt/place.h"
#include "kernels/simt/thread.h"
#include "kernels/simt/warp.h"

namespace sleeve::simt {

template <typename T>
concept Shuffled = std::is_arithmetic_v<T> &&(sizeof(T) == 4 || sizeof(T) == 8);

template <Shuffled T>
T shuffle_from(unsigned mask, T value, int source, Place where) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  return std::bit_cast<T>(
      static_cast<Bits>(shuffle(mask, std::bit_cast<Bits>(value), source, where)));
}
inline int own_lane() { return static_cast<int>(current_thread->lane()); }
inline int group_begin(int width) { return own_lane() & ~(width - 1); }

}  // namespace sleeve::simt
