// What goes wrong with files.
#pragma once

#include <stdexcept>

namespace sleeve::engine {

/// A file that cannot be read or is not what it should be. The text names the file, what in it
/// (a tensor, a key), the reason, and what to do.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file that cannot be written (a full disk, an unwritable folder); its old content stands.
class WriteError : public FileError {
 public:
  using FileError::FileError;
};

}  // namespace sleeve::engine
