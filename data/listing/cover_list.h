// Which files are covers, and what is known of each.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sleeve::data {

struct CoverEntry {
  std::filesystem::path path;
  std::string name;                 // as the folder or manifest has it, for reports
  std::vector<std::string> genres;  // none: unlabelled
  std::optional<int> year = {};
  // Where the cover is from and on what terms; empty: not stated.
  std::string source = {}, licence = {};
  std::string sha256 = {};  // that the file is to have, in hexadecimal; empty: any
};

struct CoverList {
  std::vector<CoverEntry> entries;
  /// What was passed over and may matter: dates that are none, columns that are not used.
  std::vector<std::string> warnings;
};

/// DIR/<genre>/... (as deep as you like) is a cover of that genre, DIR/... an unlabelled one. Every
/// file counts, whatever its name ends in, but for hidden ones. Sorted by path.
/// Throws InputError: no such folder, no files in it, or none in a genre's folder.
CoverList list_folder(const std::filesystem::path& folder);

/// A folder, or a manifest (data/listing/manifest.h); a folder with a manifest.jsonl in it, as
/// fetch_covers leaves one, is that manifest. Throws InputError.
CoverList list_covers(const std::filesystem::path& input);

/// Throws InputError, beginning with `where`, unless a genre can be called by that name: it is
/// UTF-8 without control characters, and has no ',' or ':', which separate genres and weights where
/// they are asked for.
void check_genre_name(const std::string& genre, const std::string& where);

}  // namespace sleeve::data
