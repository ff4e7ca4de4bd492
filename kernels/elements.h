// The elements of a feature map: of type T, or rounded to bf16.
#pragma once

#include <cstddef>
#include <type_traits>

#include "kernels/bfloat16.h"

namespace sleeve::kernels {

/// A pointer that knows which of the two it points to. T is const for maps that are only read.
template <typename T>
class ElementsOf {
 public:
  using Value = std::remove_const_t<T>;
  using Rounded = std::conditional_t<std::is_const_v<T>, const Bfloat16, Bfloat16>;

  constexpr ElementsOf() = default;
  constexpr ElementsOf(std::nullptr_t) {}
  constexpr ElementsOf(T* full) : full_(full) {}
  constexpr ElementsOf(Rounded* rounded) : rounded_(rounded) {}
  /// From elements that may be written to elements that are only read.
  template <typename Other>
  requires(std::is_same_v<const Other, T> &&
           !std::is_const_v<Other>) constexpr ElementsOf(const ElementsOf<Other>& other)
      : full_(other.full()), rounded_(other.rounded()) {}

  constexpr explicit operator bool() const { return full_ != nullptr || rounded_ != nullptr; }
  constexpr bool is_rounded() const { return rounded_ != nullptr; }
  /// The array; null if the elements are of the other type.
  constexpr T* full() const { return full_; }
  constexpr Rounded* rounded() const { return rounded_; }

  /// On the host only.
  Value operator[](std::size_t i) const {
    return is_rounded() ? Value(to_float(rounded_[i])) : full_[i];
  }
  void set(std::size_t i, Value value) const requires(!std::is_const_v<T>) {
    if (is_rounded()) {
      rounded_[i] = to_bfloat16(static_cast<float>(value));
    } else {
      full_[i] = value;
    }
  }

 private:
  T* full_ = nullptr;
  Rounded* rounded_ = nullptr;
};

using Elements = ElementsOf<float>;
using ConstElements = ElementsOf<const float>;

}  // namespace sleeve::kernels
