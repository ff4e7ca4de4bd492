// What goes wrong with files.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

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

/// Throws WriteError: the file, what could not be done, why (an errno), and what to do.
[[noreturn]] void fail_to_write(const std::filesystem::path& path, const std::string& what,
                                int error);

}  // namespace sleeve::engine
