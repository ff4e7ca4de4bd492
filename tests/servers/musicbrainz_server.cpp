#include "tests/servers/musicbrainz_server.h"

#include <algorithm>
#include <regex>

namespace sleeve::tests {
namespace {

using nlohmann::json;

constexpr auto kIdBegins = "5d7a9f5c-8a2b-4f6e-9c1d-";
constexpr std::size_t kMostOnPage = 100;

/// What else an album is, by its number.
const char* secondary_type(std::uint64_t number) {
  switch (number % 12) {
    case 5:
      return "Compilation";
    case 8:
      return "Live";
    case 11:
      return "Soundtrack";
    case 2:
      return "Remix";
    default:
      return nullptr;
  }
}

json entry_of(const PretendAlbum& album, const std::string& id, const std::string& genre) {
  json entry{{"id", id},
             {"score", 100},
             {"title", album.title},
             {"primary-type", "Album"},
             {"secondary-types", json::array()},
             {"artist-credit", {{{"name", album.artist}, {"joinphrase", ""}}}},
             {"tags", {{{"count", 5}, {"name", genre}}, {{"count", 1}, {"name", "vinyl"}}}}};
  if (const char* type = secondary_type(album.number)) entry["secondary-types"].push_back(type);
  if (!album.date.empty()) entry["first-release-date"] = album.date;
  return entry;
}

/// The tag in a query: tag:jazz or tag:"hip hop".
std::string tag_in(const std::string& query) {
  static const std::regex kTag("tag:(?:\"([^\"]*)\"|(\\S+)) AND primarytype:album");
  std::smatch match;
  if (!std::regex_match(query, match, kTag)) return {};
  return match[1].matched ? match[1] : match[2];
}

}  // namespace

MusicBrainzServer::MusicBrainzServer(const SourceServerOptions& options)
    : SourceServer(options),
      limit_(options.limited ? 1 : 0, std::chrono::seconds(1)),
      api_([this](const auto& request, auto& response) { answer(request, response); },
           options.port(0)),
      archive_([this](const auto& request, auto& response) { answer_cover(request, response); },
               options.port(1)),
      files_([this](const auto& request, auto& response) { answer_file(request, response); },
             options.port(2)) {}

std::string MusicBrainzServer::id(std::uint64_t number) const {
  std::string digits = std::to_string(number);
  return kIdBegins + std::string(12 - digits.size(), '0') + digits;
}

bool MusicBrainzServer::belongs(const PretendAlbum& album, std::size_t) const {
  const char* type = secondary_type(album.number);
  return type == nullptr || std::string(type) == "Remix";
}

void MusicBrainzServer::answer(const httplib::Request& request, httplib::Response& response) {
  if (!limit_.admits()) return answer_json(response, {{"error", "too many requests"}}, 503);
  static const std::regex kUserAgent(".+/.+ \\(.+\\)");
  if (!std::regex_match(request.get_header_value("User-Agent"), kUserAgent)) {
    return answer_json(response, {{"error", "who are you?"}}, 403);
  }
  if (request.path == "/ws/2/release-group") return answer_search(request, response);
  if (request.path == "/ws/2/genre/all") return answer_genres(request, response);
  answer_json(response, {{"error", "Not Found"}}, 404);
}

void MusicBrainzServer::answer_search(const httplib::Request& request,
                                      httplib::Response& response) const {
  const std::string tag = tag_in(request.get_param_value("query"));
  if (tag.empty() || request.get_param_value("fmt") != "json") {
    return answer_json(response, {{"error", "cannot be searched for"}}, 400);
  }
  const std::size_t genre = catalogue().genre_called(tag);
  const std::size_t count = genre < catalogue().genres().size() ? catalogue().length(genre) : 0;
  const std::size_t offset = query_number(request, "offset", 0);
  const std::size_t limit = std::min(query_number(request, "limit", 25), kMostOnPage);
  json entries = json::array();
  for (std::size_t i = offset; i < std::min(offset + limit, count); ++i) {
    const PretendAlbum album = catalogue().listed(genre, i);
    entries.push_back(entry_of(album, id(album.number), tag));
  }
  answer_json(response, {{"created", "2026-01-01T00:00:00.000Z"},
                         {"count", count},
                         {"offset", offset},
                         {"release-groups", entries}});
}

void MusicBrainzServer::answer_genres(const httplib::Request& request,
                                      httplib::Response& response) const {
  const std::vector<std::string>& genres = catalogue().genres();
  if (request.get_param_value("fmt") == "txt") {
    std::string names;
    for (const std::string& genre : genres) names += (names.empty() ? "" : "\n") + genre;
    return response.set_content(names, "text/plain; charset=utf-8");
  }
  json entries = json::array();
  for (const std::string& genre : genres) entries.push_back({{"name", genre}});
  answer_json(response, {{"genre-count", genres.size()}, {"genre-offset", 0}, {"genres", entries}});
}

void MusicBrainzServer::answer_cover(const httplib::Request& request,
                                     httplib::Response& response) const {
  static const std::regex kCover("/release-group/" + std::string(kIdBegins) +
                                 "([0-9]{12})/front-(250|500|1200)");
  std::smatch match;
  response.status = 404;
  if (!std::regex_match(request.path, match, kCover)) return;
  const std::uint64_t number = std::stoull(match[1]);
  if (number >= catalogue().size() || catalogue().trouble(number) == Trouble::no_image) return;
  response.status = 307;
  response.set_header("Location", files_.url("/download/" + match[1].str() + ".jpg"));
}

void MusicBrainzServer::answer_file(const httplib::Request& request, httplib::Response& response) {
  static const std::regex kFile("/download/([0-9]{12})\\.jpg");
  std::smatch match;
  response.status = 404;
  if (!std::regex_match(request.path, match, kFile)) return;
  response.status = 200;
  images().answer(std::stoull(match[1]), response);
}

}  // namespace sleeve::tests
