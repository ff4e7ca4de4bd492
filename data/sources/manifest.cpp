#include "data/sources/manifest.h"

#include <algorithm>
#include <set>

#include "data/content_hash.h"
#include "data/errors.h"
#include "data/http/url.h"
#include "data/listing/manifest_rows.h"
#include "data/listing/release_date.h"
#include "data/sources/cursor.h"
#include "data/sources/errors.h"
#include "data/sources/record.h"
#include "data/sources/web_source.h"

namespace sleeve::data::sources {
namespace {

constexpr std::size_t kLinesPerPage = 500;

std::string id_of(const std::string& url) {
  return to_string(content_hash({reinterpret_cast<const std::uint8_t*>(url.data()), url.size()}));
}

std::string checked_address(const std::string& text, const std::string& where) {
  if (text.empty()) throw InputError(where + ": no url");
  const auto url = http::parse_url(text);
  if (!url || !http::is_web(*url)) {
    throw InputError(where + ": " + no_address(text, "https://host/cover.jpg"));
  }
  return url->text;
}

void add_album(ManifestRow row, const std::string& where, AddressList& list) {
  for (const std::string* text : {&row.url, &row.artist, &row.title, &row.source, &row.licence}) {
    check_text(*text, where);
  }
  if (row.genres.empty()) throw InputError(where + ": no genre; covers are fetched by genre");
  for (const std::string& genre : row.genres) check_genre_name(genre, where);
  Album album;
  album.cover_url = checked_address(row.url, where);
  album.title = clean_text(row.title);
  album.artist = clean_text(row.artist);
  album.genres = std::move(row.genres);
  album.source = clean_text(row.source);
  album.licence = clean_text(row.licence);
  if (year_of_date(row.date)) {
    album.release_date = std::move(row.date);
  } else if (!row.date.empty()) {
    list.warnings.push_back(no_date(row.date, where));
  }
  list.add(std::move(album));
}

TakeRow into(AddressList& list) {
  return [&list](ManifestRow row, const std::string& where) {
    add_album(std::move(row), where, list);
  };
}

std::string lines_cursor(const std::string& genre, std::size_t first) {
  return join_cursor({"lines", genre, std::to_string(first)});
}

}  // namespace

void AddressList::add(Album album) {
  const Shared& shared =
      *shared_.insert({std::move(album.genres), std::move(album.source), std::move(album.licence)})
           .first;
  lines_.push_back({std::move(album.cover_url), std::move(album.title), std::move(album.artist),
                    std::move(album.release_date), &shared});
}

Album AddressList::album(std::size_t line) const {
  const Line& at = lines_.at(line);
  Album album;
  album.id = id_of(at.url);
  album.title = at.title;
  album.artist = at.artist;
  album.release_date = at.date;
  album.cover_url = at.url;
  album.genres = at.shared->genres;
  album.source = at.shared->source;
  album.licence = at.shared->licence;
  return album;
}

bool AddressList::has_genre(std::size_t line, const std::string& genre) const {
  const auto& genres = lines_.at(line).shared->genres;
  return std::find(genres.begin(), genres.end(), genre) != genres.end();
}

std::vector<std::string> AddressList::genres() const {
  std::set<std::string> genres;
  for (const Shared& shared : shared_) genres.insert(shared.genres.begin(), shared.genres.end());
  return {genres.begin(), genres.end()};
}

AddressList read_address_list(const std::filesystem::path& manifest) {
  AddressList list;
  read_rows(manifest, ManifestField::kUrl, into(list), list.warnings);
  if (list.size() == 0) throw InputError(manifest.string() + ": the manifest lists no covers");
  return list;
}

AddressList parse_csv_addresses(std::string_view text, const std::string& name) {
  AddressList list;
  parse_csv_rows(text, name, ManifestField::kUrl, into(list), list.warnings);
  return list;
}

AddressList parse_json_addresses(std::string_view text, const std::string& name) {
  AddressList list;
  parse_json_rows(text, name, into(list), list.warnings);
  return list;
}

std::vector<Host> Manifest::hosts() const {
  if (covers_base_.empty()) return {};
  return {{covers_base_, std::nullopt}};
}

std::string Manifest::start(const std::string& genre) const { return lines_cursor(genre, 0); }

std::optional<http::Request> Manifest::request(const std::string&) const { return std::nullopt; }

Page Manifest::read(const std::string& cursor, const http::Response&) const {
  const std::vector<std::string> at = split_cursor(cursor);
  if (at.size() != 3 || at[0] != "lines") refuse_cursor(cursor);
  const std::string& genre = at[1];
  const std::size_t count = list_.size();
  const std::size_t first = std::min(cursor_number(at[2]), count);
  const std::size_t end = std::min(first + kLinesPerPage, count);
  Page page;
  for (std::size_t i = first; i < end; ++i) {
    if (!list_.has_genre(i, genre)) continue;
    page.albums.push_back(list_.album(i));
    std::string& url = page.albums.back().cover_url;
    if (!covers_base_.empty()) url = moved_to(url, covers_base_);
  }
  if (end < count) page.next = {lines_cursor(genre, end)};
  if (first == 0) {
    const std::vector<std::string> known = list_.genres();
    if (std::find(known.begin(), known.end(), genre) == known.end()) {
      throw UnknownGenre("the manifest", genre, known);
    }
  }
  return page;
}

std::size_t Manifest::most_albums(const std::string&) const { return kLinesPerPage; }

http::Request Manifest::cover_request(const Album& album) const {
  return image_request(album.cover_url);
}

}  // namespace sleeve::data::sources
