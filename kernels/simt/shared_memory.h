// The shared memory of one block: arrays of NaN between zones that nobody may touch.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "kernels/simt/place.h"

namespace sleeve::simt {

class SharedMemory {
 public:
  SharedMemory();
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  /// Forgets every array; all bytes are 0xFF (a NaN in f32 and in bf16) again.
  void begin_block(std::size_t dynamic_bytes);
  /// The static array declared at `key`, the same for all threads of the block; `where` is the
  /// declaration. Dies when a block has more than kStaticBytes.
  void* static_array(const void* key, std::size_t bytes, Place where);
  void* dynamic_array() { return dynamic_; }
  std::size_t dynamic_bytes() const { return dynamic_bytes_; }
  /// Dies if something was written between the arrays. (Under AddressSanitizer the write itself
  /// does, and reads too.)
  void end_block() const;

  /// Whether all of [pointer, pointer + bytes) lies in one array.
  bool holds(const void* pointer, std::size_t bytes) const;

  static constexpr std::size_t kAlignment = 128;
  static constexpr std::size_t kStaticBytes = 48 * 1024;
  /// The most that any device offers one block (compute capability 9.0).
  static constexpr std::size_t kDynamicBytes = 227 * 1024;

 private:
  struct Array {
    const void* key;
    unsigned char* begin;
    unsigned char* end;
    Place where;
  };
  /// Of the bytes between two arrays, the second of which is arrays_[next].
  void check_zone(const unsigned char* begin, const unsigned char* end, std::size_t next) const;
  unsigned char* take(const void* key, std::size_t bytes, Place where);

  unsigned char* arena_;
  unsigned char* used_ = nullptr;  // up to here arrays and zones are laid out
  void* dynamic_ = nullptr;
  std::size_t dynamic_bytes_ = 0, static_bytes_ = 0;
  std::vector<Array> arrays_;  // in the order of their addresses
};

}  // namespace sleeve::simt
