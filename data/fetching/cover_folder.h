// The folder of covers: files that appear whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "data/fetching/cover_file.h"

namespace sleeve::data::fetching {

class CoverFolder {
 public:
  /// Makes the folder if there is none, and removes what a killed program left half-written.
  /// Throws engine::WriteError.
  explicit CoverFolder(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }

  /// A file that was there from the beginning is spoken for; false if it was not there.
  bool claim(const std::string& name) { return unclaimed_.erase(name) > 0; }
  /// It is not needed. That it cannot be removed is no reason to stop.
  void remove(const std::string& name) const;
  /// The cover of this album if it was there from the beginning and nobody claimed it: a file that
  /// was written when the program was killed, before that was noted.
  std::optional<CoverFile> take_over(const std::string& album_id);

 private:
  std::filesystem::path path_;
  std::set<std::string> unclaimed_;
};

/// Writes a file of the folder under a temporary name, syncs and renames it: it is there whole or
/// not at all. After sync_folder no power cut takes it back. Both may run on any thread and throw
/// engine::WriteError.
void write_cover(const std::filesystem::path& folder, const std::string& name,
                 std::span<const std::uint8_t> bytes);
void sync_folder(const std::filesystem::path& folder);

}  // namespace sleeve::data::fetching
