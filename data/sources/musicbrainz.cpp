#include "data/sources/musicbrainz.h"

#include <algorithm>

#include "data/sources/answer.h"
#include "data/sources/cursor.h"
#include "data/sources/errors.h"
#include "data/sources/page_of.h"
#include "data/sources/record.h"
#include "data/utf8.h"

namespace sleeve::data::sources {
namespace {

using nlohmann::json;

constexpr std::size_t kAlbumsPerPage = 100;  // the most it gives
constexpr std::size_t kMostAlbums = 200'000;

/// In the query language of the search (Lucene's): a word, or a phrase in quotes.
std::string search_term(const std::string& genre) {
  const bool is_word = std::all_of(genre.begin(), genre.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
  if (is_word) return genre;
  std::string quoted = "\"";
  for (const char c : genre) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

/// "The Example Trio feat. Somebody": names, each with what joins it to the next.
std::string artist_of(const json& entry) {
  std::string artist;
  const json& credits = field(entry, "artist-credit");
  if (!credits.is_array()) return artist;
  for (const json& credit : credits) {
    artist += text_field(credit, "name");
    artist += text_field(credit, "joinphrase");
  }
  return clean_text(artist);
}

/// Of albums, not: a compilation, live, a soundtrack.
bool is_left_out(const json& entry) {
  const std::string_view primary = text_field(entry, "primary-type");
  if (!primary.empty() && primary != "Album") return true;
  const json& secondary = field(entry, "secondary-types");
  return secondary.is_array() &&
         std::any_of(secondary.begin(), secondary.end(), [](const json& value) {
           if (!value.is_string()) return false;
           const auto& type = value.get_ref<const std::string&>();
           return type == "Compilation" || type == "Live" || type == "Soundtrack";
         });
}

/// 8-4-4-4-12 hexadecimal digits.
bool is_mbid(std::string_view id) {
  if (id.size() != 36) return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool digit = (id[i] >= '0' && id[i] <= '9') || (id[i] >= 'a' && id[i] <= 'f');
    if (dash ? id[i] != '-' : !digit) return false;
  }
  return true;
}

std::vector<std::string> lines_of(const http::Response& response) {
  const std::string body(response.body.begin(), response.body.end());
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < body.size();) {
    const std::size_t end = std::min(body.find('\n', begin), body.size());
    const std::string line = body.substr(begin, end - begin);
    if (is_utf8(line) && !clean_text(line).empty()) lines.push_back(clean_text(line));
    begin = end + 1;
  }
  return lines;
}

std::string albums_cursor(const std::string& genre, std::size_t offset) {
  return join_cursor({"albums", genre, std::to_string(offset)});
}

}  // namespace

std::string MusicBrainz::start(const std::string& genre) const {
  return albums_cursor(in_lower_case(genre), 0);
}

std::optional<http::Request> MusicBrainz::request(const std::string& cursor) const {
  const std::vector<std::string> at = split_cursor(cursor);
  if (at.size() == 3 && at[0] == "albums") {
    const std::string query = "tag:" + search_term(at[1]) + " AND primarytype:album";
    return listing_request("/ws/2/release-group?query=" + percent_encoded(query) +
                           "&fmt=json&limit=" + std::to_string(kAlbumsPerPage) +
                           "&offset=" + std::to_string(cursor_count(at[2])));
  }
  if (at.size() == 2 && at[0] == "genres") {
    // As text, a name a line, the list comes whole; as JSON, in pages.
    http::Request request = listing_request("/ws/2/genre/all?fmt=txt");
    request.headers = {{"Accept", "text/plain"}};
    return request;
  }
  refuse_cursor(cursor);
}

Page MusicBrainz::read(const std::string& cursor, const http::Response& response) const {
  const std::vector<std::string> at = split_cursor(cursor);
  if (at.size() == 3 && at[0] == "albums") {
    return read_albums(at[1], cursor_count(at[2]), response);
  }
  if (at.size() == 2 && at[0] == "genres") return read_genres(at[1], response);
  refuse_cursor(cursor);
}

std::size_t MusicBrainz::most_albums(const std::string& cursor) const {
  return split_cursor(cursor)[0] == "albums" ? kAlbumsPerPage : 0;
}

Page MusicBrainz::read_albums(const std::string& genre, std::size_t offset,
                              const http::Response& response) const {
  check_status(info(), response);
  const json answer = parse_object(info(), response);
  const json& entries = list_field(answer, "release-groups", info(), response);
  Page page = page_of(entries, [this](const json& entry) { return album_of(entry); });
  if (const auto next =
          next_offset(offset, entries.size(), number_field(answer, "count"), kMostAlbums)) {
    page.next = {albums_cursor(genre, *next)};
  } else if (offset == 0 && entries.empty()) {
    page.next = {join_cursor({"genres", genre})};
  }
  return page;
}

Page MusicBrainz::read_genres(const std::string& genre, const http::Response& response) const {
  check_status(info(), response);
  std::vector<std::string> known = lines_of(response);
  const auto is_it = [&](const std::string& name) { return in_lower_case(name) == genre; };
  if (std::any_of(known.begin(), known.end(), is_it))
    return {};  // a genre that nothing is tagged with
  throw UnknownGenre(info().name, genre, std::move(known));
}

std::optional<Album> MusicBrainz::album_of(const json& entry) const {
  Album album;
  album.id = in_lower_case(text_field(entry, "id"));
  if (!is_mbid(album.id) || is_left_out(entry)) return std::nullopt;
  album.title = clean_text(text_field(entry, "title"));
  album.artist = artist_of(entry);
  album.release_date = known_date(text_field(entry, "first-release-date"));
  album.cover_url = access().covers_base + "/release-group/" + album.id + "/front-" +
                    std::to_string(access().cover_size);
  return album;
}

}  // namespace sleeve::data::sources
