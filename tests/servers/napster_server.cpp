#include "tests/servers/napster_server.h"

#include <algorithm>
#include <regex>

namespace sleeve::tests {
namespace {

using nlohmann::json;

constexpr std::size_t kFirstGenre = 100, kMostOnPage = 200;

std::string genre_id(std::size_t genre) { return "g." + std::to_string(kFirstGenre + genre); }

std::string shortcut(std::string name) {
  for (char& c : name) {
    if (c == ' ' || c == '/') c = '-';
  }
  return name;
}

json genre_entry(const Catalogue& catalogue, std::size_t genre) {
  const std::string& name = catalogue.genres()[genre];
  return {
      {"type", "genre"},
      {"id", genre_id(genre)},
      {"name", name},
      {"shortcut", shortcut(name)},
      {"links", {{"childGenres", {{"ids", {"g.9"}}}}, {"parentGenres", {{"ids", {"g.2200"}}}}}}};
}

json album_entry(const PretendAlbum& album, const std::string& images) {
  const bool older = album.number % 5 == 1;
  const json date = album.date.size() == 10 ? json(album.date + "T00:00:00.000Z") : json(nullptr);
  const std::string id = (older ? "Alb." : "alb.") + std::to_string(album.number);
  return {{"type", "album"},
          {"id", id},
          {"name", album.title},
          {"artistName", album.artist},
          {"released", album.number % 7 == 3 ? json(nullptr) : json("2009-05-04T07:00:00.000Z")},
          {"originallyReleased", date},
          {older ? "explicit" : "isExplicit", false},
          {"isSingle", false},
          {"tags", json::array()},
          {"links", {{"images", {{"href", images}}}, {"genres", {{"ids", {"g.9"}}}}}}};
}

json error(const char* code, const char* message) { return {{"code", code}, {"message", message}}; }

}  // namespace

NapsterServer::NapsterServer(const SourceServerOptions& options, std::string key)
    : SourceServer(options),
      key_(std::move(key)),
      limit_(options.limited ? 5 : 0, std::chrono::seconds(1)),
      api_([this](const auto& request, auto& response) { answer(request, response); },
           options.port(0)),
      covers_([this](const auto& request, auto& response) { answer_cover(request, response); },
              options.port(1)) {}

std::string NapsterServer::id(std::uint64_t number) const {
  return "alb." + std::to_string(number);
}

void NapsterServer::answer(const httplib::Request& request, httplib::Response& response) {
  if (!limit_.admits()) {
    return answer_json(response, error("TooManyRequestsError", "Rate of 5/sec has been exceeded"),
                       429);
  }
  if (request.get_header_value("apikey") != key_) {
    return answer_json(response, error("UnauthorizedError", "no such key"), 401);
  }
  static const std::regex kAlbums("/v2\\.2/genres/g\\.([0-9]{1,9})/albums/top");
  static const std::regex kGenre("/v2\\.2/genres/([^/]+)");
  std::smatch match;
  if (request.path == "/v2.2/genres") {
    json entries = json::array();
    for (std::size_t i = 0; i < catalogue().genres().size(); ++i) {
      entries.push_back(genre_entry(catalogue(), i));
    }
    return answer_json(response, {{"genres", entries}, {"meta", {{"totalCount", entries.size()}}}});
  }
  if (std::regex_match(request.path, match, kGenre)) return answer_genre(match[1], response);
  if (std::regex_match(request.path, match, kAlbums)) {
    const std::size_t genre = std::stoul(match[1]) - kFirstGenre;
    if (genre < catalogue().genres().size()) return answer_albums(genre, request, response);
  }
  answer_json(response, error("NotFoundError", "no such resource"), 404);
}

void NapsterServer::answer_genre(const std::string& name, httplib::Response& response) const {
  for (std::size_t i = 0; i < catalogue().genres().size(); ++i) {
    if (name != genre_id(i) && name != shortcut(catalogue().genres()[i])) continue;
    return answer_json(response, {{"genres", {genre_entry(catalogue(), i)}},
                                  {"meta", {{"totalCount", 1}, {"returnedCount", 1}}}});
  }
  answer_json(response, error("NotFoundError", "no such genre"), 404);
}

void NapsterServer::answer_albums(std::size_t genre, const httplib::Request& request,
                                  httplib::Response& response) const {
  const std::string range = request.get_param_value("range");
  std::size_t length = catalogue().length(genre);
  if (range == "year") length /= 2;
  if (range == "month") length /= 4;
  if (range == "week") length /= 8;
  if (range == "day" || range.empty()) length /= 16;
  const std::size_t offset = query_number(request, "offset", 0);
  const std::size_t limit = std::min(query_number(request, "limit", 20), kMostOnPage);
  json entries = json::array();
  for (std::size_t i = offset; i < std::min(offset + limit, length); ++i) {
    const PretendAlbum album = catalogue().listed(genre, i);
    entries.push_back(album_entry(album, "/v2.2/albums/" + id(album.number) + "/images"));
  }
  const json total = range == "week" || range == "life" ? json(nullptr) : json(length);
  answer_json(response, {{"albums", entries},
                         {"meta", {{"totalCount", total}, {"returnedCount", entries.size()}}}});
}

void NapsterServer::answer_cover(const httplib::Request& request, httplib::Response& response) {
  static const std::regex kCover(
      "/imageserver/v2/albums/[aA]lb\\.([0-9]{1,18})/images/(70|170|300|500|600)x\\2\\.jpg");
  std::smatch match;
  if (!std::regex_match(request.path, match, kCover)) {
    response.status = 404;
    return;
  }
  const std::uint64_t number = std::stoull(match[1]);
  if (number < catalogue().size()) return images().answer(number, response);
  response.status = 404;
}

}  // namespace sleeve::tests
