// A file that appears whole or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "engine/file_error.h"

namespace sleeve::engine {

/// Writes `path` under a temporary name in the same folder; commit() fsyncs, renames it over `path`
/// and fsyncs the folder. Until then `path` holds what it held before, whatever happens. Destroyed
/// uncommitted, it removes its temporary file; what a killed process left behind is removed by the
/// next writer of the same path.
class AtomicFile {
 public:
  /// Throws WriteError, as do write and commit.
  explicit AtomicFile(const std::filesystem::path& path);
  ~AtomicFile();
  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) noexcept;

  /// Appends, through a buffer.
  void write(std::span<const std::byte> bytes);
  /// To be called once, last.
  void commit();

 private:
  struct Temporary;
  std::unique_ptr<Temporary> temporary_;
};

}  // namespace sleeve::engine
