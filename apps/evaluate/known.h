// A figure, or why there is none.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace sleeve::apps {

/// Why a figure is missing, for a reader of the report: "1 held-out cover; two are needed".
struct Gap {
  std::string why;
};

/// Never neither: a figure that nobody set says so.
template <typename T>
class Known {
 public:
  Known() : held_(Gap{"not measured"}) {}
  Known(T value) : held_(std::move(value)) {}  // NOLINT: a value is a known value
  Known(Gap gap) : held_(std::move(gap)) {}    // NOLINT

  explicit operator bool() const { return std::holds_alternative<T>(held_); }
  /// To be asked for only where there is one.
  const T& operator*() const { return std::get<T>(held_); }
  const T* operator->() const { return &std::get<T>(held_); }
  /// To be asked for only where there is none.
  const std::string& why() const { return std::get<Gap>(held_).why; }

 private:
  std::variant<T, Gap> held_;
};

}  // namespace sleeve::apps
