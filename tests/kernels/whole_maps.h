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
#include "tests/simt/array.h"

namespace sleeve::kernels {

using cases::conv_shape;
using cuda::Array;

/// A copy of exactly its size, so that AddressSanitizer sees what is read beyond.
template <typename T>
Array<T> array_of(const std::vector<T>& values) {
  return Array<T>(values.begin(), values.end());
}

inline Array<Bfloat16> rounded(const Array<float>& values) {
  Array<Bfloat16> result(values.size());
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
  Array<unsigned char> bytes_;
};

/// A map in pending form.
class WholeMap {
 public:
  WholeMap(const cases::PendingOptions& options, std::uint64_t seed, std::size_t pixels,
           int channels, bool bf16)
      : options_(options), bf16_(bf16) {
    const cases::PendingValues values =
        cases::pending_values(options, seed, pixels, channels, true, Precision::kF32);
    data_ = array_of(values.data);
    scale_ = array_of(values.scale);
    shift_ = array_of(values.shift);
    keep_ = array_of(values.keep);
    if (bf16) rounded_ = rounded(data_);
  }

  /// As a kernel reads it.
  PendingMap map() const {
    PendingMap map = full_map();
    if (bf16_) map.data = ConstElements(rounded_.data());
    return map;
  }
  /// The same values in f32.
  PendingMap full_map() const {
    PendingMap map;
    map.data = data_.data();
    if (options_.scale) map.scale = scale_.data();
    if (options_.shift) map.shift = shift_.data();
    map.activation = options_.activation;
    if (options_.activation == Activation::kLeakyRelu) map.slope = 0.25F;
    if (options_.dropout) {
      map.keep = keep_.data();
      map.keep_scale = 2;
    }
    return map;
  }

 private:
  cases::PendingOptions options_;
  bool bf16_;
  Array<float> data_, scale_, shift_;
  Array<std::uint8_t> keep_;
  Array<Bfloat16> rounded_;
};

}  // namespace sleeve::kernels
