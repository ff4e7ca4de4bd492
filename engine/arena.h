// Device memory of one owner, freed together.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/device.h"

namespace sleeve::engine {

class Arena {
 public:
  explicit Arena(kernels::Device& device) : device_(device) {}
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// `count` elements, contents unspecified, aligned to Device::kAlignment; valid as long as the
  /// arena. Throws kernels::OutOfMemory.
  template <typename T>
  T* take(std::size_t count) {
    return static_cast<T*>(take_bytes(count, sizeof(T)));
  }
  kernels::Device& device() const { return device_; }
  /// Bytes taken so far.
  std::size_t bytes() const { return bytes_; }

 private:
  void* take_bytes(std::size_t count, std::size_t element_bytes);

  kernels::Device& device_;
  std::vector<void*> blocks_;
  std::size_t bytes_ = 0;
};

}  // namespace sleeve::engine
