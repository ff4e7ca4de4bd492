#include "tests/servers/deezer_server.h"

#include <algorithm>
#include <regex>

namespace sleeve::tests {
namespace {

using nlohmann::json;

constexpr std::size_t kFirstGenre = 100, kSubGenre = 7000, kMostOnPage = 100;
constexpr std::size_t kAlbumsOfArtist = 10, kMostInChart = 25;
constexpr std::uint64_t kFirstAlbum = 1000;         // ids begin at 1, not at 0
constexpr std::uint64_t kArtistsOfGenre = 1000000;  // genre * this + artist

json error(const char* type, const char* message, int code) {
  return {{"error", {{"type", type}, {"message", message}, {"code", code}}}};
}

bool is_compilation(const PretendAlbum& album) { return album.number % 17 == 4; }
bool is_of_another_genre(const PretendAlbum& album) { return album.number % 13 == 6; }
bool is_of_a_sub_genre(const PretendAlbum& album) { return album.number % 11 == 5; }

/// Entries [index, index + limit) of a list, as `make` makes them.
template <typename Make>
json page_of(std::size_t length, const httplib::Request& request, const Make& make) {
  const std::size_t index = query_number(request, "index", 0);
  const std::size_t limit = std::min(query_number(request, "limit", 25), kMostOnPage);
  json answer{{"data", json::array()}, {"total", length}};
  for (std::size_t i = index; i < std::min(index + limit, length); ++i) {
    answer["data"].push_back(make(i));
  }
  if (index + limit < length) answer["next"] = "http://elsewhere.invalid/";
  return answer;
}

}  // namespace

DeezerServer::DeezerServer(const SourceServerOptions& options)
    : SourceServer(options),
      limit_(options.limited ? 50 : 0, std::chrono::seconds(5)),
      covers_([this](const auto& request, auto& response) { answer_cover(request, response); },
              options.port(1)),
      api_([this](const auto& request, auto& response) { answer_json(response, answer(request)); },
           options.port(0)) {}

std::string DeezerServer::id(std::uint64_t number) const {
  return std::to_string(kFirstAlbum + number);
}

std::size_t DeezerServer::in_chart(std::size_t genre) const {
  return std::min(kMostInChart, catalogue().length(genre));
}

bool DeezerServer::belongs(const PretendAlbum& album, std::size_t genre) const {
  if (is_compilation(album)) return false;
  // What is in the chart of a genre is of that genre.
  for (std::size_t i = 0; i < in_chart(genre); ++i) {
    if (catalogue().listed(genre, i).number == album.number) return true;
  }
  return !is_of_another_genre(album) || catalogue().genres().size() == 1;
}

json DeezerServer::answer(const httplib::Request& request) {
  if (!limit_.admits()) return error("Exception", "Quota limit exceeded", 4);
  static const std::regex kPath(
      "/(genre|chart|artist|album)(?:/([0-9]{1,15}))?(?:/(albums|artists))?");
  std::smatch match;
  if (!std::regex_match(request.path, match, kPath)) {
    return error("InvalidQueryException", "Unknown path components", 600);
  }
  const std::string kind = match[1], list = match[3];
  const std::uint64_t id = match[2].matched ? std::stoull(match[2]) : 0;
  const std::size_t genre = static_cast<std::size_t>(id) - kFirstGenre;
  const bool known = genre < catalogue().genres().size();
  if (kind == "genre" && !match[2].matched) {
    json entries{{{"id", 0}, {"name", "All"}, {"type", "genre"}}};
    for (std::size_t i = 0; i < catalogue().genres().size(); ++i) {
      entries.push_back({{"id", kFirstGenre + i}, {"name", catalogue().genres()[i]}});
    }
    return {{"data", entries}};
  }
  if (kind == "chart" && list == "albums" && known) return chart(genre, request);
  if (kind == "genre" && list == "artists" && known) return artists(genre, request);
  if (kind == "artist" && list == "albums") return releases(id, request);
  if (kind == "album" && id >= kFirstAlbum && id - kFirstAlbum < catalogue().size()) {
    return album(id - kFirstAlbum);
  }
  return error("DataException", "no data", 800);
}

json DeezerServer::entry(const PretendAlbum& album, std::size_t genre, bool in_chart) const {
  const std::string hash = catalogue().trouble(album.number) == Trouble::no_image
                               ? ""
                               : std::to_string(kFirstAlbum + album.number);
  const auto cover = [&](const char* side) {
    return covers_.url("/images/cover/" + hash + "/" + side + "x" + side + "-000000-80-0-0.jpg");
  };
  const std::size_t genres = catalogue().genres().size();
  std::size_t genre_id = kFirstGenre + genre;
  if (is_of_a_sub_genre(album)) genre_id = kSubGenre;
  if (is_of_another_genre(album)) genre_id = kFirstGenre + (genre + 1) % genres;
  json entry{{"id", kFirstAlbum + album.number},
             {"title", album.title},
             {"cover_small", cover("56")},
             {"cover_medium", cover("250")},
             {"cover_big", cover("500")},
             {"cover_xl", cover("1000")},
             {"record_type", is_compilation(album) ? "compile" : "album"},
             {"explicit_lyrics", false},
             {"type", "album"}};
  if (in_chart) {
    entry["position"] = 1;
    entry["artist"] = {{"id", 1}, {"name", album.artist}};
  } else {
    entry["genre_id"] = genre_id;
    entry["release_date"] = album.date.empty() ? "0000-00-00" : album.date;
  }
  return entry;
}

json DeezerServer::album(std::uint64_t number) const {
  const PretendAlbum album = catalogue().album(number);
  json answer = entry(album, album.genre, false);
  answer["artist"] = {{"id", 1}, {"name", album.artist}};
  answer["genres"]["data"] = {{{"id", kFirstGenre + album.genre}, {"name", "Some Sub-Genre"}}};
  return answer;
}

json DeezerServer::chart(std::size_t genre, const httplib::Request& request) const {
  return page_of(in_chart(genre), request,
                 [&](std::size_t i) { return entry(catalogue().listed(genre, i), genre, true); });
}

json DeezerServer::artists(std::size_t genre, const httplib::Request& request) const {
  const std::size_t count = (catalogue().length(genre) + kAlbumsOfArtist - 1) / kAlbumsOfArtist;
  return page_of(count, request, [&](std::size_t i) -> json {
    return {{"id", genre * kArtistsOfGenre + i + 1}, {"name", "The Artist " + std::to_string(i)}};
  });
}

json DeezerServer::releases(std::uint64_t artist, const httplib::Request& request) const {
  const auto genre = static_cast<std::size_t>((artist - 1) / kArtistsOfGenre);
  const auto first = static_cast<std::size_t>((artist - 1) % kArtistsOfGenre) * kAlbumsOfArtist;
  if (artist == 0 || genre >= catalogue().genres().size() || first >= catalogue().length(genre)) {
    return error("DataException", "no data", 800);
  }
  const std::size_t length = std::min(kAlbumsOfArtist, catalogue().length(genre) - first);
  return page_of(length, request, [&](std::size_t i) {
    return entry(catalogue().listed(genre, first + i), genre, false);
  });
}

void DeezerServer::answer_cover(const httplib::Request& request, httplib::Response& response) {
  static const std::regex kCover(
      "/images/cover/([0-9]{1,18})/(56|250|500|1000)x\\2-000000-80-0-0\\.jpg");
  std::smatch match;
  response.status = 404;
  if (!std::regex_match(request.path, match, kCover)) return;
  const std::uint64_t id = std::stoull(match[1]);
  if (id < kFirstAlbum || id - kFirstAlbum >= catalogue().size()) return;
  response.status = 200;
  images().answer(id - kFirstAlbum, response);
}

}  // namespace sleeve::tests
