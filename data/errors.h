// What a user got wrong.
#pragma once

#include <stdexcept>

namespace sleeve::data {

/// A folder, manifest or option that cannot be used. The text says what, where (path and line) and
/// what to do.
class InputError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

}  // namespace sleeve::data
