// What can be wrong with an answer.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "data/errors.h"

namespace sleeve::data::sources {

/// An answer that is not what its source promises: a status, no JSON, other JSON, an error message.
/// The text names the source, the address and what is wrong.
class BadAnswer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The source does not take the key. The text says where keys come from, and never the key.
class RefusedKey : public InputError {
 public:
  using InputError::InputError;
};

/// The source has no such genre; `known` are those that it has.
class UnknownGenre : public InputError {
 public:
  UnknownGenre(const std::string& source, std::string asked, std::vector<std::string> names)
      : InputError(source + " has no genre '" + asked + "'"),
        genre(std::move(asked)),
        known(std::move(names)) {}

  std::string genre;
  std::vector<std::string> known;
};

}  // namespace sleeve::data::sources
