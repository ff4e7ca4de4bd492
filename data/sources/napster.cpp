#include "data/sources/napster.h"

#include <array>

#include "data/sources/answer.h"
#include "data/sources/cursor.h"
#include "data/sources/errors.h"
#include "data/sources/page_of.h"
#include "data/sources/record.h"

namespace sleeve::data::sources {
namespace {

using nlohmann::json;

constexpr std::size_t kAlbumsPerPage = 100;
constexpr std::size_t kMostAlbumsPerRange = 10'000;
/// The longest list first: the others mostly repeat it.
constexpr std::array kRanges{"life", "year", "month", "week", "day"};

/// "g.299"; nothing else may become part of an address.
bool is_genre_id(std::string_view id) { return id.starts_with("g.") && is_digits(id.substr(2)); }

bool is_called(const json& genre, const std::string& asked) {
  for (const char* name : {"id", "shortcut", "name"}) {
    const std::string called = folded(text_field(genre, name));
    if (!called.empty() && called == folded(asked)) return true;
  }
  return false;
}

std::string albums_cursor(std::string_view genre_id, const std::string& range, std::size_t offset) {
  return join_cursor({"albums", std::string(genre_id), range, std::to_string(offset)});
}

Page albums_of(std::string_view genre_id) {
  Page page;
  for (const char* range : kRanges) page.next.push_back(albums_cursor(genre_id, range, 0));
  return page;
}

}  // namespace

std::string Napster::start(const std::string& genre) const {
  return join_cursor({"genre", in_lower_case(genre)});
}

std::optional<http::Request> Napster::request(const std::string& cursor) const {
  const std::vector<std::string> at = split_cursor(cursor);
  std::string path = "/v2.2/genres";
  if (at.size() == 2 && at[0] == "genre") {
    path.append("/").append(percent_encoded(at[1]));
  } else if (at.size() == 4 && at[0] == "albums" && is_genre_id(at[1])) {
    path.append("/").append(at[1]).append("/albums/top?limit=");
    path.append(std::to_string(kAlbumsPerPage));
    path.append("&offset=").append(std::to_string(cursor_count(at[3])));
    path.append("&range=").append(percent_encoded(at[2]));
  } else if (at.size() != 2 || at[0] != "genres") {
    refuse_cursor(cursor);
  }
  http::Request request = listing_request(path);
  request.headers.push_back({"apikey", access().key, /*secret=*/true});
  return request;
}

Page Napster::read(const std::string& cursor, const http::Response& response) const {
  const std::vector<std::string> at = split_cursor(cursor);
  if (at.size() == 2 && at[0] == "genre") return read_genre(at[1], response);
  if (at.size() == 2 && at[0] == "genres") return read_genres(at[1], response);
  if (at.size() == 4 && at[0] == "albums") {
    return read_albums(at[1], at[2], cursor_count(at[3]), response);
  }
  refuse_cursor(cursor);
}

std::size_t Napster::most_albums(const std::string& cursor) const {
  return split_cursor(cursor)[0] == "albums" ? kAlbumsPerPage : 0;
}

Page Napster::read_genre(const std::string& genre, const http::Response& response) const {
  Page ask_for_all;
  ask_for_all.next = {join_cursor({"genres", genre})};
  if (response.status == 404 || response.status == 400) return ask_for_all;
  check_status(info(), response);
  const json answer = parse_object(info(), response);
  for (const json& entry : list_field(answer, "genres", info(), response)) {
    const std::string_view id = text_field(entry, "id");
    if (is_genre_id(id) && is_called(entry, genre)) return albums_of(id);
  }
  return ask_for_all;
}

Page Napster::read_genres(const std::string& genre, const http::Response& response) const {
  check_status(info(), response);
  const json answer = parse_object(info(), response);
  std::vector<std::string> known;
  for (const json& entry : list_field(answer, "genres", info(), response)) {
    const std::string_view id = text_field(entry, "id");
    if (!is_genre_id(id)) continue;
    if (is_called(entry, genre)) return albums_of(id);
    const std::string shortcut = clean_text(text_field(entry, "shortcut"));
    known.push_back(shortcut.empty() ? clean_text(text_field(entry, "name")) : shortcut);
  }
  throw UnknownGenre(info().name, genre, std::move(known));
}

Page Napster::read_albums(const std::string& genre_id, const std::string& range, std::size_t offset,
                          const http::Response& response) const {
  check_status(info(), response);
  const json answer = parse_object(info(), response);
  const json& entries = list_field(answer, "albums", info(), response);
  Page page = page_of(entries, [this](const json& entry) { return album_of(entry); });
  const auto total = number_field(field(answer, "meta"), "totalCount");
  if (const auto next = next_offset(offset, entries.size(), total, kMostAlbumsPerRange)) {
    page.next = {albums_cursor(genre_id, range, *next)};
  }
  return page;
}

std::optional<Album> Napster::album_of(const json& entry) const {
  constexpr std::string_view kPrefix = "alb.";
  const std::string_view id = text_field(entry, "id");  // "Alb.N" in older answers
  const std::string_view number = id.substr(std::min(id.size(), kPrefix.size()));
  if (!in_lower_case(id).starts_with(kPrefix) || !is_digits(number) || number.size() > 20) {
    return std::nullopt;
  }
  const std::string size = std::to_string(access().cover_size);
  Album album;
  album.id = in_lower_case(id);
  album.title = clean_text(text_field(entry, "name"));
  album.artist = clean_text(text_field(entry, "artistName"));
  album.release_date = known_date(text_field(entry, "originallyReleased"));
  if (album.release_date.empty()) album.release_date = known_date(text_field(entry, "released"));
  album.cover_url = access().covers_base + "/imageserver/v2/albums/" + std::string(id) +
                    "/images/" + size + "x" + size + ".jpg";
  return album;
}

}  // namespace sleeve::data::sources
