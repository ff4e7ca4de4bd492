#include "data/listing/manifest_row.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "data/errors.h"
#include "data/listing/release_date.h"
#include "data/utf8.h"

namespace sleeve::data {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

void check_path(const std::string& path, const std::string& where) {
  if (path.empty()) throw InputError(where + ": no path");
  if (path.find('\0') != std::string::npos) throw InputError(where + ": a path with a zero byte");
  if (path.starts_with("http://") || path.starts_with("https://")) {
    throw InputError(where + ": '" + path +
                     "' is an address; have it downloaded by fetch_covers "
                     "--source manifest, from a column 'url'");
  }
}

std::string checked_sha256(const std::string& text, const std::string& where) {
  std::string digits = lower(text);
  if (!text.empty() &&
      (digits.size() != 64 || digits.find_first_not_of("0123456789abcdef") != std::string::npos)) {
    throw InputError(where + ": '" + text +
                     "' is no SHA-256, which has 64 hexadecimal digits; leave it empty if unknown");
  }
  return digits;
}

}  // namespace

void check_text(const std::string& text, const std::string& where) {
  if (!is_utf8(text))
    throw InputError(where + ": the text is not UTF-8; save the manifest as UTF-8");
}

std::string no_date(const std::string& date, const std::string& where) {
  return where + ": '" + date + "' is no date from " + std::to_string(kFirstYear) + " to " +
         std::to_string(kLastYear) + " as YYYY, YYYY-MM or YYYY-MM-DD; the cover has no decade";
}

std::string& ManifestRow::text(ManifestField field) {
  switch (field) {
    case ManifestField::kPath:
      return path;
    case ManifestField::kUrl:
      return url;
    case ManifestField::kDate:
      return date;
    case ManifestField::kArtist:
      return artist;
    case ManifestField::kTitle:
      return title;
    case ManifestField::kSource:
      return source;
    case ManifestField::kLicence:
      return licence;
    case ManifestField::kSha256:
      return sha256;
    case ManifestField::kGenres:
    case ManifestField::kKnown:
    case ManifestField::kUnused:
      break;
  }
  throw std::logic_error("a field of a manifest without a text");
}

std::string_view without_space_around(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

ManifestField field_called(std::string_view column) {
  const std::string name = lower(without_space_around(column));
  if (name == "path") return ManifestField::kPath;
  if (name == "url" || name == "address") return ManifestField::kUrl;
  if (name == "genre" || name == "genres") return ManifestField::kGenres;
  if (name == "date" || name == "release_date" || name == "year") return ManifestField::kDate;
  if (name == "artist") return ManifestField::kArtist;
  if (name == "title") return ManifestField::kTitle;
  if (name == "source") return ManifestField::kSource;
  if (name == "licence" || name == "license") return ManifestField::kLicence;
  if (name == "sha256") return ManifestField::kSha256;
  for (const char* known :
       {"width", "height", "release_date_precision", "source_id", "retrieved"}) {
    if (name == known) return ManifestField::kKnown;
  }
  return ManifestField::kUnused;
}

std::vector<std::string> split_genres(std::string_view text) {
  std::vector<std::string> genres;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(";|"), text.size());
    const std::string_view genre = without_space_around(text.substr(0, end));
    if (!genre.empty()) genres.emplace_back(genre);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return genres;
}

void add_row(ManifestRow row, const std::string& where, CoverList& list) {
  check_path(row.path, where);
  check_text(row.source, where);
  check_text(row.licence, where);
  for (const std::string& genre : row.genres) check_genre_name(genre, where);
  CoverEntry entry;
  entry.path = row.path;
  entry.name = std::move(row.path);
  entry.genres = std::move(row.genres);
  entry.source = std::move(row.source);
  entry.licence = std::move(row.licence);
  entry.sha256 = checked_sha256(row.sha256, where);
  if (!row.date.empty()) {
    entry.year = year_of_date(row.date);
    if (!entry.year) {
      list.warnings.push_back(no_date(row.date, where));
    }
  }
  list.entries.push_back(std::move(entry));
}

}  // namespace sleeve::data
