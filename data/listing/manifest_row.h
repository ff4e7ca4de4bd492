// One line of a manifest, whatever its format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/listing/cover_list.h"

namespace sleeve::data {

enum class ManifestField {
  kPath,
  kUrl,
  kGenres,
  kDate,
  kArtist,
  kTitle,
  kSource,
  kLicence,
  kSha256,
  kKnown,  // one of fetch_covers that says more of a cover than is needed here
  kUnused
};

/// What a column or key is called: path; url, address; genre, genres; date, release_date, year;
/// artist; title; source; licence, license; sha256; and kKnown ones. In any case, with white space
/// around.
ManifestField field_called(std::string_view column);

/// Names parted by ';' or '|', without the white space around them.
std::vector<std::string> split_genres(std::string_view text);

std::string_view without_space_around(std::string_view text);

/// What a line says, before it is checked.
struct ManifestRow {
  std::string path, url, date, artist, title, source, licence, sha256;
  std::vector<std::string> genres;

  /// The text of a field that is one, not the genres.
  std::string& text(ManifestField field);
};

/// Checks a row and appends it. `where` is file and line. Throws InputError.
void add_row(ManifestRow row, const std::string& where, CoverList& list);

/// Throws InputError, beginning with `where`, unless it is UTF-8.
void check_text(const std::string& text, const std::string& where);

/// Why a date is not used, beginning with `where`.
std::string no_date(const std::string& date, const std::string& where);

}  // namespace sleeve::data
