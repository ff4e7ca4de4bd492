// How a kernel reaches memory: shared arrays, wide accesses, asynchronous copies, matrices. Inline,
// so that sanitizers see the accesses at the kernel's lines.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "kernels/simt/failure.h"
#include "kernels/simt/matrix.h"
#include "kernels/simt/multiprocessor.h"
#include "kernels/simt/place.h"
#include "kernels/simt/thread.h"
#include "kernels/words.h"

namespace sleeve::simt {

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

template <unsigned kMatrices, bool kTransposed>
void load_matrices(std::uint32_t (&r)[kMatrices], const void* row, Place where) {
  std::array<std::uint32_t, 4> words{};
  // Lanes past the last matrix name a row that nobody reads.
  if (current_thread->lane() < 8 * kMatrices) {
    if (!current_thread->multiprocessor->shared_memory().holds(row, 16)) {
      fail("a matrix is loaded from what is no shared array", where);
    }
    words = std::bit_cast<std::array<std::uint32_t, 4>>(load_words<kernels::Words4>(row, where));
  }
  words = hand_out(kMatrices, kTransposed, words, where);
  for (unsigned i = 0; i != kMatrices; ++i) r[i] = words[i];
}

}  // namespace sleeve::simt
