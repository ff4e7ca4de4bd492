// CUDA's atomics: relaxed, between all threads of all blocks (which run on several host threads).
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/simt/fences.h"

namespace sleeve::simt::builtins {

/// *address = change(*address); returns what was there.
template <typename T, typename Change>
T atomic_update(T* address, const Change& change) {
  note_atomic(address);
  T old = __atomic_load_n(address, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(address, &old, change(old), true, __ATOMIC_RELAXED,
                                      __ATOMIC_RELAXED)) {
  }
  return old;
}

inline int atomicAdd(int* address, int value) {
  note_atomic(address);
  return __atomic_fetch_add(address, value, __ATOMIC_RELAXED);
}
inline unsigned atomicAdd(unsigned* address, unsigned value) {
  note_atomic(address);
  return __atomic_fetch_add(address, value, __ATOMIC_RELAXED);
}
inline unsigned long long atomicAdd(unsigned long long* address, unsigned long long value) {
  note_atomic(address);
  return __atomic_fetch_add(address, value, __ATOMIC_RELAXED);
}
inline float atomicAdd(float* address, float value) {
  const std::uint32_t old =
      atomic_update(reinterpret_cast<std::uint32_t*>(address), [value](std::uint32_t bits) {
        return std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) + value);
      });
  return std::bit_cast<float>(old);
}

inline int atomicMax(int* address, int value) {
  return atomic_update(address, [value](int old) { return old < value ? value : old; });
}
inline unsigned atomicMax(unsigned* address, unsigned value) {
  return atomic_update(address, [value](unsigned old) { return old < value ? value : old; });
}

inline int atomicExch(int* address, int value) {
  note_atomic(address);
  return __atomic_exchange_n(address, value, __ATOMIC_RELAXED);
}
inline unsigned atomicExch(unsigned* address, unsigned value) {
  note_atomic(address);
  return __atomic_exchange_n(address, value, __ATOMIC_RELAXED);
}

/// *address = value if it was `expected`; returns what was there.
inline int atomicCAS(int* address, int expected, int value) {
  note_atomic(address);
  __atomic_compare_exchange_n(address, &expected, value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return expected;
}
inline unsigned atomicCAS(unsigned* address, unsigned expected, unsigned value) {
  note_atomic(address);
  __atomic_compare_exchange_n(address, &expected, value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return expected;
}

}  // namespace sleeve::simt::builtins
