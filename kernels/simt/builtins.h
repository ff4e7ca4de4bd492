// The names that a kernel is written with, for kernels that run on the CPU.
// kernels/cuda/on_device.cuh has the same for the GPU, and docs/kernels.md the list.
//
// What reads or writes the kernel's memory is inline, so that sanitizers name the kernel's line.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "kernels/bfloat16.h"
#include "kernels/simt/atomics.h"
#include "kernels/simt/dim3.h"
#include "kernels/simt/failure.h"
#include "kernels/simt/faults.h"
#include "kernels/simt/matrix.h"
#include "kernels/simt/multiprocessor.h"
#include "kernels/simt/sanitizers.h"
#include "kernels/simt/thread.h"
#include "kernels/simt/warp.h"
#include "kernels/words.h"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)

/// T* name: `count` elements that the threads of a block share; NaN, or all bits set, at its start.
#define SLEEVE_SHARED(T, name, count)                        \
  static const char name##_declaration = 0;                  \
  T* const name = ::sleeve::simt::builtins::shared_array<T>( \
      &name##_declaration, (count), ::sleeve::simt::Place::here(__FILE__, __LINE__))
/// T* name: the shared memory that the launch asked for.
#define SLEEVE_DYNAMIC_SHARED(T, name) \
  T* const name = ::sleeve::simt::builtins::dynamic_shared_array<T>()

namespace sleeve::simt::builtins {

using simt::dim3;

// -- Shared memory
template <typename T>
T* shared_array(const void* declaration, std::size_t count, Place where) {
  static_assert(std::is_trivial_v<T>);
  return static_cast<T*>(current_thread->multiprocessor->shared_memory().static_array(
      declaration, count * sizeof(T), where));
}
template <typename T>
T* dynamic_shared_array() {
  static_assert(std::is_trivial_v<T>);
  return static_cast<T*>(current_thread->multiprocessor->shared_memory().dynamic_array());
}

// -- Bounds
/// index < limit: how every guard of an access to memory is written.
template <typename Index, typename Limit>
bool within(Index index, Limit limit, Place where = Place::here()) {
  return faults::left_out(faults::Kind::kBound, where) || std::cmp_less(index, limit);
}

// -- Barriers and fences
inline void __syncthreads(Place where = Place::here()) {
  if (faults::left_out(faults::Kind::kBarrier, where)) return;
  current_thread->multiprocessor->sync_block(where);
}
inline void __syncwarp(unsigned mask = kFullMask, Place where = Place::here()) {
  if (faults::left_out(faults::Kind::kBarrier, where)) return;
  sync_warp(mask, where);
}
inline void __threadfence(Place where = Place::here()) {
  if (faults::left_out(faults::Kind::kFence, where)) return;
  current_thread->multiprocessor->fence();
}

// -- Shuffles and votes. `width`, a power of two: lanes talk within groups of so many.
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

template <Shuffled T>
T __shfl_sync(unsigned mask, T value, int lane, int width = 32, Place where = Place::here()) {
  return shuffle_from(mask, value, group_begin(width) + (lane & (width - 1)), where);
}
template <Shuffled T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32,
                 Place where = Place::here()) {
  const int source = own_lane() - static_cast<int>(delta);
  return shuffle_from(mask, value, source < group_begin(width) ? own_lane() : source, where);
}
template <Shuffled T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32,
                   Place where = Place::here()) {
  const int source = own_lane() + static_cast<int>(delta);
  return shuffle_from(mask, value, source >= group_begin(width) + width ? own_lane() : source,
                      where);
}
template <Shuffled T>
T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = 32, Place where = Place::here()) {
  const int source = own_lane() ^ lanes;
  return shuffle_from(mask, value, source >= group_begin(width) + width ? own_lane() : source,
                      where);
}

inline unsigned __ballot_sync(unsigned mask, int vote, Place where = Place::here()) {
  return ballot(mask, vote != 0, where);
}
inline int __any_sync(unsigned mask, int vote, Place where = Place::here()) {
  return ballot(mask, vote != 0, where) != 0 ? 1 : 0;
}
inline int __all_sync(unsigned mask, int vote, Place where = Place::here()) {
  return ballot(mask, vote != 0, where) == mask ? 1 : 0;
}
/// The lanes that have not exited.
inline unsigned __activemask() { return ~current_thread->warp->exited; }

// -- Accesses of 4, 8 and 16 bytes; their addresses must be multiples of that.
template <typename Words>
void check_alignment(const void* pointer, Place where) {
  if (reinterpret_cast<std::uintptr_t>(pointer) % sizeof(Words) != 0) {
    fail("misaligned access of " + std::to_string(sizeof(Words)) + " bytes", where);
  }
}
template <typename Words>
Words load_words(const void* pointer, Place where) {
  check_alignment<Words>(pointer, where);
  return *static_cast<const Words*>(pointer);
}
template <typename Words>
void store_words(void* pointer, const Words& words, Place where) {
  check_alignment<Words>(pointer, where);
  *static_cast<Words*>(pointer) = words;
}
inline kernels::Words4 load_16(const void* pointer, Place where = Place::here()) {
  return load_words<kernels::Words4>(pointer, where);
}
inline kernels::Words2 load_8(const void* pointer, Place where = Place::here()) {
  return load_words<kernels::Words2>(pointer, where);
}
inline void store_16(void* pointer, kernels::Words4 words, Place where = Place::here()) {
  store_words(pointer, words, where);
}
inline void store_8(void* pointer, kernels::Words2 words, Place where = Place::here()) {
  store_words(pointer, words, where);
}

// -- Asynchronous copies into shared memory; of zeros, without a look at `global`, if not `valid`.
template <typename Words>
void copy_async(void* shared, const void* global, bool valid, Place where) {
  check_alignment<Words>(shared, where);
  if (!current_thread->multiprocessor->shared_memory().holds(shared, sizeof(Words))) {
    fail("an asynchronous copy goes to what is no shared array", where);
  }
  if (valid) check_alignment<Words>(global, where);
  current_thread->copies.issue(static_cast<Words*>(shared),
                               valid ? static_cast<const Words*>(global) : nullptr);
}
inline void copy_async_16(void* shared, const void* global, bool valid = true,
                          Place where = Place::here()) {
  copy_async<kernels::Words4>(shared, global, valid, where);
}
inline void copy_async_4(void* shared, const void* global, bool valid = true,
                         Place where = Place::here()) {
  copy_async<std::uint32_t>(shared, global, valid, where);
}
/// The copies since the last one become a group.
inline void commit_copies() { current_thread->copies.commit(); }
/// Returns when all but the N latest groups of this thread have landed.
template <int N>
void wait_copies(Place where = Place::here()) {
  if (faults::left_out(faults::Kind::kWait, where)) return;
  current_thread->copies.wait(N);
}

// -- Tensor cores
inline void mma_m16n8k16(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2],
                         Place where = Place::here()) {
  multiply_bfloat16(d, a, b, where);
}
inline void mma_m16n8k8(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2],
                        Place where = Place::here()) {
  multiply_tf32(d, a, b, where);
}

template <unsigned kMatrices, bool kTransposed>
void load_matrices(std::uint32_t (&r)[kMatrices], const void* row, Place where) {
  std::array<std::uint32_t, 4> words{};
  // Lanes past the last matrix name a row that nobody reads.
  if (current_thread->lane() < 8 * kMatrices) {
    if (!current_thread->multiprocessor->shared_memory().holds(row, 16)) {
      fail("a matrix is loaded from what is no shared array", where);
    }
    words = std::bit_cast<std::array<std::uint32_t, 4>>(load_16(row, where));
  }
  words = hand_out(kMatrices, kTransposed, words, where);
  for (unsigned i = 0; i != kMatrices; ++i) r[i] = words[i];
}
inline void load_matrix_x4(std::uint32_t (&r)[4], const void* shared_row,
                           Place where = Place::here()) {
  load_matrices<4, false>(r, shared_row, where);
}
inline void load_matrix_x2(std::uint32_t (&r)[2], const void* shared_row,
                           Place where = Place::here()) {
  load_matrices<2, false>(r, shared_row, where);
}
inline void load_matrix_x4_transposed(std::uint32_t (&r)[4], const void* shared_row,
                                      Place where = Place::here()) {
  load_matrices<4, true>(r, shared_row, where);
}
inline void load_matrix_x2_transposed(std::uint32_t (&r)[2], const void* shared_row,
                                      Place where = Place::here()) {
  load_matrices<2, true>(r, shared_row, where);
}

// -- Narrow types
/// cvt.rna.tf32.f32: to 10 bits of fraction, ties away from zero; the other 13 bits are 0.
inline std::uint32_t to_tf32(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFU) > 0x7F800000U) return 0x7FFFFFFFU;
  if ((bits & 0x7F800000U) == 0x7F800000U) return bits;
  return (bits + 0x1000U) & 0xFFFFE000U;
}
inline std::uint32_t pack_bfloat16(float low, float high) {
  return kernels::to_bfloat16(low).bits |
         static_cast<std::uint32_t>(kernels::to_bfloat16(high).bits) << 16U;
}

}  // namespace sleeve::simt::builtins
