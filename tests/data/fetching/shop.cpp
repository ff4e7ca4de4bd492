#include "tests/data/fetching/shop.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "data/sources/errors.h"

namespace sleeve::tests {

namespace http = data::http;
namespace sources = data::sources;

Bytes small_cover(std::uint64_t number) { return encode_png(waves(40, 32, number)); }

Shop::Shop(std::map<std::string, std::vector<ShopAlbum>> shelves, std::size_t per_page)
    : shelves_(std::move(shelves)),
      per_page_(per_page),
      server_([this](const httplib::Request& request, httplib::Response& response) {
        Intervention intervention;
        {
          const std::lock_guard lock(mutex_);
          intervention = intervention_;
        }
        if (!intervention || !intervention(request.path, response)) answer(request.path, response);
      }) {
  info_.name = "shop";
  info_.licence = "shop's own";
}

void Shop::intervene(Intervention intervention) {
  const std::lock_guard lock(mutex_);
  intervention_ = std::move(intervention);
}

/// /list/GENRE/FIRST: "ID DATE LABELS" a line, a last line "more"; /cover/ID.
void Shop::answer(const std::string& path, httplib::Response& response) const {
  std::istringstream parts(path);
  std::string none, kind, name, number;
  std::getline(parts, none, '/');
  std::getline(parts, kind, '/');
  std::getline(parts, name, '/');
  std::getline(parts, number, '/');
  if (kind == "list") {
    const auto shelf = shelves_.find(name);
    if (shelf == shelves_.end()) {
      response.status = 404;
      return;
    }
    std::string text;
    const std::size_t first = std::stoul(number);
    const std::size_t end = std::min(first + per_page_, shelf->second.size());
    for (std::size_t i = first; i < end; ++i) {
      const ShopAlbum& album = shelf->second[i];
      text += album.id + " " + (album.date.empty() ? "-" : album.date);
      for (const std::string& label : album.labels) text += " " + label;
      text += "\n";
    }
    if (end < shelf->second.size()) text += "more\n";
    response.set_content(text, "text/plain");
    return;
  }
  for (const auto& [genre, shelf] : shelves_) {
    for (const ShopAlbum& album : shelf) {
      if (album.id != name || album.cover.empty()) continue;
      response.set_content(std::string(album.cover.begin(), album.cover.end()), "image/png");
      return;
    }
  }
  response.status = 404;
}

std::optional<http::Request> Shop::request(const std::string& cursor) const {
  return http::Request{.url = server_.url("/list/" + cursor)};
}

sources::Page Shop::read(const std::string& cursor, const http::Response& response) const {
  const std::size_t slash = cursor.find('/');
  const std::string genre = cursor.substr(0, slash);
  if (response.status == 404) throw sources::UnknownGenre("the shop", genre, {"jazz", "rock"});
  if (response.status != 200) throw sources::BadAnswer("the shop: status is not 200");
  sources::Page page;
  std::istringstream lines({response.body.begin(), response.body.end()});
  for (std::string line; std::getline(lines, line);) {
    if (line == "more") {
      const std::size_t first = std::stoul(cursor.substr(slash + 1)) + per_page_;
      page.next.push_back(genre + "/" + std::to_string(first));
      continue;
    }
    std::istringstream words(line);
    sources::Album album;
    words >> album.id >> album.release_date;
    if (album.release_date == "-") album.release_date.clear();
    album.title = "title of " + album.id;
    album.artist = "artist";
    album.cover_url = server_.url("/cover/" + album.id);
    for (std::string label; words >> label;) album.genres.push_back(label);
    page.albums.push_back(album);
  }
  return page;
}

http::Request Shop::cover_request(const sources::Album& album) const {
  return {.url = album.cover_url, .max_bytes = 1 << 20};
}

http::ClientOptions Shop::client() const {
  http::ClientOptions options;
  options.user_agent = "test";
  options.connections_per_host = 4;
  options.private_hosts = {"127.0.0.1"};
  options.retry.tries = 1;
  return options;
}

std::map<std::string, int> Shop::log() const {
  std::map<std::string, int> counts;
  for (const Arrival& arrival : server_.arrivals()) ++counts[arrival.path];
  return counts;
}

std::vector<ShopAlbum> shop_albums(const std::string& prefix, std::uint64_t count,
                                   std::uint64_t first_cover) {
  std::vector<ShopAlbum> albums;
  for (std::uint64_t i = 0; i < count; ++i) {
    albums.push_back({.id = prefix + std::to_string(i), .cover = small_cover(first_cover + i)});
  }
  return albums;
}

}  // namespace sleeve::tests
