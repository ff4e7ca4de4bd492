// Feature maps of small whole numbers, in either type, whose convolutions are exact.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "kernels/convolution.h"
#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/pending_inputs.h"
#include "tests/kernels/cases/shapes.h"

namespace sleeve::kernels {

using cases::conv_shape;

inline std::vector<Bfloat16> rounded(const std::vector<float>& values) {
  std::vector<Bfloat16> result(values.size());  // and no more memory: its end is watched
  std::transform(values.begin(), values.end(), result.begin(), to_bfloat16);
  return result;
}

/// A result between guards, which show what was written beside it.
template <typename T>
class GuardedArray {
 public:
  explicit GuardedArray(const std::vector<T>& values)
      : size_(values.size()), bytes_(2 * kGuardBytes + size_ * sizeof(T), kGuard) {
    if (size_ != 0) std::memcpy(data(), values.data(), size_ * sizeof(T));
  }

  T* data() { return reinterpret_cast<T*>(bytes_.data() + kGuardBytes); }
  std::vector<T> values() { return {data(), data() + size_}; }
  bool guards_whole() const {
    const auto whole = [](unsigned char byte) { return byte == kGuard; };
    return std::all_of(bytes_.begin(), bytes_.begin() + kGuardBytes, whole) &&
           std::all_of(bytes_.end() - kGuardBytes, bytes_.end(), whole);
  }

 private:
  static constexpr std::ptrdiff_t kGuardBytes = 1 << 18;
  static constexpr unsigned char kGuard = 0xA5;
  std::size_t size_;
  std::vector<unsigned char> bytes_;
};

/// Of exactly its size, so that AddressSanitizer sees what is read beyond.
class WholeMap {
 public:
  WholeMap(const cases::PendingOptions& options, std::uint64_t seed, std::size_t pixels,
           int channels, bool bf16)
      : options_(options),
        values_(cases::pending_values(options, seed, pixels, channels, true, Precision::kF32)),
        rounded_(bf16 ? rounded(values_.data) : std::vector<Bfloat16>()),
        bf16_(bf16) {}

  /// As a kernel reads it.
  PendingMap map() const {
    PendingMap map = full_map();
    if (bf16_) map.data = ConstElements(rounded_.data());
    return map;
  }
  /// The same values in f32.
  PendingMap full_map() const {
    PendingMap map;
    map.data = values_.data.data();
    if (options_.scale) map.scale = values_.scale.data();
    if (options_.shift) map.shift = values_.shift.data();
    map.activation = options_.activation;
    if (options_.activation == Activation::kLeakyRelu) map.slope = 0.25F;
    if (options_.dropout) {
      map.keep = values_.keep.data();
      map.keep_scale = 2;
    }
    return map;
  }

 private:
  cases::PendingOptions options_;
  cases::PendingValues values_;
  std::vector<Bfloat16> rounded_;
  bool bf16_;
};

}  // namespace sleeve::kernels
