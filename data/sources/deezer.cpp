#include "data/sources/deezer.h"

#include <algorithm>
#include <array>

#include "data/http/url.h"
#include "data/sources/answer.h"
#include "data/sources/cursor.h"
#include "data/sources/errors.h"
#include "data/sources/page_of.h"
#include "data/sources/record.h"

namespace sleeve::data::sources {
namespace {

using nlohmann::json;

// Steps of a listing, and what else a cursor of each holds:
constexpr auto kGenres = "genres";      // the genre asked for
constexpr auto kChart = "chart";        // genre id, index
constexpr auto kAlbum = "album";        // album id
constexpr auto kArtists = "artists";    // genre id, other genres, index
constexpr auto kReleases = "releases";  // genre id, other genres, index, artist id, artist's name

constexpr std::size_t kEntriesPerPage = 100;
constexpr std::size_t kMostEntries = 10'000;  // of one list

// https://developers.deezer.com/api/errors
constexpr std::uint64_t kQuota = 4, kServiceBusy = 700, kDataNotFound = 800;

struct CoverField {
  int size;
  const char* name;
};
constexpr std::array kCoverFields{CoverField{56, "cover_small"}, CoverField{250, "cover_medium"},
                                  CoverField{500, "cover_big"}, CoverField{1000, "cover_xl"}};

/// Digits, from a number or a text; empty: neither.
std::string id_of(const json& entry, std::string_view name = "id") {
  if (const auto number = number_field(entry, name)) return std::to_string(*number);
  const std::string_view text = text_field(entry, name);
  return is_digits(text) && text.size() <= 20 ? std::string(text) : std::string();
}

/// The error in an answer; nothing if it is none.
const json* error_in(const json& answer) {
  const json& error = field(answer, "error");
  return error.is_object() && !error.empty() ? &error : nullptr;
}

std::string described(const json& error) {
  std::string text = "an error";
  if (const auto code = number_field(error, "code")) text.append(" ").append(std::to_string(*code));
  text.append(": ").append(clean_text(text_field(error, "type")));
  return text.append(", ").append(clean_text(text_field(error, "message")));
}

std::optional<std::string> says_later(const http::Response& response) {
  const auto answer = try_to_parse_object(response);
  const json* error = answer ? error_in(*answer) : nullptr;
  const auto code = error ? number_field(*error, "code") : std::nullopt;
  if (code != kQuota && code != kServiceBusy) return std::nullopt;
  return described(*error);
}

/// Whether ids of genres ("12.129.132") have one among them.
bool has_id(std::string_view ids, std::string_view id) {
  while (!ids.empty()) {
    const std::size_t end = std::min(ids.find('.'), ids.size());
    if (ids.substr(0, end) == id) return true;
    ids.remove_prefix(std::min(end + 1, ids.size()));
  }
  return false;
}

std::string page_query(const std::string& index) {
  return "?limit=" + std::to_string(kEntriesPerPage) +
         "&index=" + std::to_string(cursor_count(index));
}

std::optional<std::string> next_index(const std::string& index, const json& entries,
                                      const json& answer) {
  const auto total = number_field(answer, "total");
  if (!total && text_field(answer, "next").empty()) return std::nullopt;
  const auto next = next_offset(cursor_count(index), entries.size(), total, kMostEntries);
  return next ? std::optional(std::to_string(*next)) : std::nullopt;
}

/// Parts behind the step's name.
std::size_t parts_of(const std::string& step) {
  if (step == kGenres || step == kAlbum) return 1;
  if (step == kChart) return 2;
  if (step == kArtists) return 3;
  return step == kReleases ? 5 : 0;
}

std::vector<std::string> checked_split(const std::string& cursor) {
  std::vector<std::string> at = split_cursor(cursor);
  const bool names_genre_or_id = at[0] == kGenres || (at.size() > 1 && is_digits(at[1]));
  if (at.size() < 2 || at.size() != 1 + parts_of(at[0]) || !names_genre_or_id)
    refuse_cursor(cursor);
  if (at[0] == kReleases && !is_digits(at[4])) refuse_cursor(cursor);
  return at;
}

}  // namespace

std::string Deezer::start(const std::string& genre) const {
  return join_cursor({kGenres, in_lower_case(genre)});
}

std::optional<http::Request> Deezer::request(const std::string& cursor) const {
  const Cursor at = checked_split(cursor);
  std::string path = "/genre";
  if (at[0] == kChart) path = "/chart/" + at[1] + "/albums" + page_query(at[2]);
  if (at[0] == kAlbum) path = "/album/" + at[1];
  if (at[0] == kArtists) path = "/genre/" + at[1] + "/artists" + page_query(at[3]);
  if (at[0] == kReleases) path = "/artist/" + at[4] + "/albums" + page_query(at[3]);
  http::Request request = listing_request(path);
  request.busy = says_later;
  return request;
}

Page Deezer::read(const std::string& cursor, const http::Response& response) const {
  const Cursor at = checked_split(cursor);
  check_status(info(), response);
  const json answer = parse_object(info(), response);
  if (at[0] != kGenres && is_gone(answer, response)) return {.passed_over = 1};
  if (at[0] == kChart) return read_chart(at, answer, response);
  if (at[0] == kAlbum) return read_album(answer);
  if (at[0] == kArtists) return read_artists(at, answer, response);
  if (at[0] == kReleases) return read_releases(at, answer, response);
  return read_genres(at[1], answer, response);
}

std::size_t Deezer::most_albums(const std::string& cursor) const {
  const Cursor at = checked_split(cursor);
  if (at[0] == kAlbum) return 1;
  return at[0] == kChart || at[0] == kReleases ? kEntriesPerPage : 0;
}

Page Deezer::read_genres(const std::string& genre, const json& answer,
                         const http::Response& response) const {
  std::string asked, others;
  std::vector<std::string> known;
  for (const json& entry : list_field(answer, "data", info(), response)) {
    const std::string id = id_of(entry), name = clean_text(text_field(entry, "name"));
    if (id.empty() || id == "0" || name.empty()) continue;  // 0 is "All"
    if (asked.empty() && (folded(name) == folded(genre) || id == genre)) {
      asked = id;
    } else {
      others += (others.empty() ? "" : ".") + id;
    }
    known.push_back(name);
  }
  if (asked.empty()) throw UnknownGenre(info().name, genre, std::move(known));
  return {.next = {join_cursor({kChart, asked, "0"}), join_cursor({kArtists, asked, others, "0"})}};
}

Page Deezer::read_chart(const Cursor& at, const json& answer,
                        const http::Response& response) const {
  const json& entries = list_field(answer, "data", info(), response);
  Page page;
  for (const json& entry : entries) {
    auto album = album_of(entry);
    if (!album) {
      ++page.passed_over;
    } else if (album->release_date.empty()) {
      page.next.push_back(join_cursor({kAlbum, album->id}));
    } else {
      page.albums.push_back(std::move(*album));
    }
  }
  if (const auto index = next_index(at[2], entries, answer)) {
    page.next.push_back(join_cursor({kChart, at[1], *index}));
  }
  return page;
}

Page Deezer::read_artists(const Cursor& at, const json& answer,
                          const http::Response& response) const {
  const json& entries = list_field(answer, "data", info(), response);
  Page page;
  for (const json& entry : entries) {
    const std::string id = id_of(entry);
    if (id.empty()) {
      ++page.passed_over;
      continue;
    }
    // Lists of an artist's albums do not say whose they are.
    const std::string name = clean_text(text_field(entry, "name"));
    page.next.push_back(join_cursor({kReleases, at[1], at[2], "0", id, name}));
  }
  if (const auto index = next_index(at[3], entries, answer)) {
    page.next.push_back(join_cursor({kArtists, at[1], at[2], *index}));
  }
  return page;
}

Page Deezer::read_releases(const Cursor& at, const json& answer,
                           const http::Response& response) const {
  const json& entries = list_field(answer, "data", info(), response);
  Page page = page_of(entries, [&](const json& entry) {
    auto album = album_of(entry);
    if (album && has_id(at[2], id_of(entry, "genre_id"))) album.reset();
    if (album && album->artist.empty()) album->artist = at[5];
    return album;
  });
  if (const auto index = next_index(at[3], entries, answer)) {
    page.next = {join_cursor({kReleases, at[1], at[2], *index, at[4], at[5]})};
  }
  return page;
}

Page Deezer::read_album(const json& answer) const {
  auto album = album_of(answer);
  if (!album) return {.passed_over = 1};
  return {.albums = {std::move(*album)}};
}

bool Deezer::is_gone(const json& answer, const http::Response& response) const {
  const json* error = error_in(answer);
  if (!error) return false;
  if (number_field(*error, "code") == kDataNotFound) return true;
  refuse_answer(info(), response, described(*error));
}

std::optional<Album> Deezer::album_of(const json& entry) const {
  Album album;
  album.id = id_of(entry);
  album.cover_url = cover_of(entry);
  const bool compilation = text_field(entry, "record_type") == "compile";
  if (album.id.empty() || album.cover_url.empty() || compilation) return std::nullopt;
  album.title = clean_text(text_field(entry, "title"));
  album.artist = clean_text(text_field(field(entry, "artist"), "name"));
  album.release_date = known_date(text_field(entry, "release_date"));
  return album;
}

std::string Deezer::cover_of(const json& entry) const {
  std::string cover;
  for (const CoverField& size : kCoverFields) {
    const std::string_view address = text_field(entry, size.name);
    const auto url = http::parse_url(std::string(address));
    if (!url || !http::is_web(*url)) continue;
    // Without an image the address lacks its hash: .../images/cover//500x500-...
    if (url->text.find("/cover//") != std::string::npos) continue;
    cover = url->text;
    if (size.size >= access().cover_size) break;
  }
  if (cover.empty() || access().covers_base.empty()) return cover;
  return moved_to(cover, access().covers_base);
}

}  // namespace sleeve::data::sources
