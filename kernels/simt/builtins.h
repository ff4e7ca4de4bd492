// The names that a kernel is written with, for kernels that run on the CPU.
// kernels/cuda/on_device.cuh has the same for the GPU, and docs/kernels.md the list.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>

#include "kernels/bfloat16.h"
#include "kernels/simt/accesses.h"
#include "kernels/simt/atomics.h"
#include "kernels/simt/dim3.h"
#include "kernels/simt/faults.h"
#include "kernels/simt/fences.h"
#include "kernels/simt/matrix.h"
#include "kernels/simt/multiprocessor.h"
#include "kernels/simt/shuffle.h"
#include "kernels/simt/thread.h"
#include "kernels/simt/warp.h"
#include "kernels/words.h"

// CUDA's names, which are reserved for implementations like this one. A type cannot be
// parenthesised. NOLINTBEGIN(bugprone-reserved-identifier, bugprone-macro-parentheses)
#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)

/// T* name: `count` elements that the threads of a block share; NaN, or all bits set, at its start.
#define SLEEVE_SHARED(T, name, count)                                           \
  static const char name##_declaration = 0;                                     \
  T* const name = ::sleeve::simt::shared_array<T>(&name##_declaration, (count), \
                                                  ::sleeve::simt::Place::here(__FILE__, __LINE__))
/// T* name: the shared memory that the launch asked for.
#define SLEEVE_DYNAMIC_SHARED(T, name) T* const name = ::sleeve::simt::dynamic_shared_array<T>()

namespace sleeve::simt::builtins {

using simt::dim3;

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
  fence();
}

// -- Shuffles and votes. `width`, a power of two: lanes talk within groups of so many.
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
inline void copy_async_16(void* shared, const void* global, bool valid = true,
                          Place where = Place::here()) {
  copy_async<kernels::Words4>(shared, global, valid, where);
}
inline void copy_async_4(void* shared, const void* global, bool valid = true,
                         Place where = Place::here()) {
  copy_async<kernels::Words1>(shared, global, valid, where);
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

// NOLINTEND(bugprone-reserved-identifier, bugprone-macro-parentheses)
