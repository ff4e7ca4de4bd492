// Where in a source file something is called from.
#pragma once

namespace sleeve::simt {

/// As the default of a function's last parameter, the place of the call. (std::source_location
/// without what clang 14 lacks for it.)
struct Place {
  const char* file = "";
  int line = 0;

  static constexpr Place here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
  friend bool operator==(const Place&, const Place&) = default;
};

}  // namespace sleeve::simt
