#include "data/sources/napster.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "data/errors.h"
#include "data/sources/errors.h"
#include "tests/data/sources/listing.h"

namespace sleeve::tests {
namespace {

using namespace data::sources;
using nlohmann::json;

std::unique_ptr<Source> napster() {
  return make_source(
      {.name = "napster", .base = "http://api/", .covers_base = "http://images", .key = "K3Y"});
}

json genre_entry() {
  return json::parse(R"({"type":"genre","id":"g.299","name":"Jazz","shortcut":"jazz",
      "links":{"childGenres":{"ids":["g.9"]},"parentGenres":{"ids":["g.2200"]}}})");
}

json genres_answer() {
  return {
      {"genres", {genre_entry(), {{"id", "g.146"}, {"name", "Rap/Hip-Hop"}, {"shortcut", "rap"}}}},
      {"meta", {{"totalCount", 2}, {"returnedCount", 2}}}};
}

json album_entry(const std::string& id) {
  return {{"type", "album"},
          {"id", id},
          {"name", "Blue Hour"},
          {"released", "2009-05-04T07:00:00.000Z"},
          {"originallyReleased", "1961-03-01T00:00:00.000Z"},
          {"artistName", "The Example Trio"},
          {"isExplicit", false},
          {"links", {{"genres", {{"ids", {"g.9"}}}}}}};
}

json albums_answer(const std::vector<std::string>& ids, const json& total) {
  json albums = json::array();
  for (const std::string& id : ids) albums.push_back(album_entry(id));
  return {{"albums", albums}, {"meta", {{"totalCount", total}, {"returnedCount", ids.size()}}}};
}

Album read_album(const json& entry) {
  const Page page = napster()->read(
      "albums/g.299/life/0", answered_json(json{{"albums", {entry}}, {"meta", json::object()}}));
  REQUIRE(page.albums.size() == 1);
  return page.albums[0];
}

TEST_CASE("napster: the key goes along as a secret header, and nowhere else") {
  const auto source = napster();
  const auto request = source->request(source->start("Hip Hop"));
  REQUIRE(request);
  CHECK(request->url == "http://api/v2.2/genres/hip%20hop");
  REQUIRE(request->headers.size() == 2);
  CHECK(request->headers[1].name == "apikey");
  CHECK(request->headers[1].value == "K3Y");
  CHECK(request->headers[1].secret);
  CHECK(!request->busy);
  for (const auto& header : source->cover_request({}).headers) CHECK(header.value != "K3Y");
  for (const int status : {401, 403}) {
    const std::string error = error_of<RefusedKey>(
        [&] { source->read("genre/jazz", answered("{\"message\":\"K3Y\"}", status)); });
    CHECK(error.find("NAPSTER_API_KEY") != std::string::npos);
    CHECK(error.find("K3Y") == std::string::npos);
  }
}

TEST_CASE("napster: a genre by shortcut, id or name; then every range") {
  const auto source = napster();
  const json one{{"genres", {genre_entry()}}};
  for (const char* asked : {"jazz", "Jazz", "g.299"}) {
    const Page page = source->read(source->start(asked), answered_json(one));
    CHECK(page.next == std::vector<std::string>{"albums/g.299/life/0", "albums/g.299/year/0",
                                                "albums/g.299/month/0", "albums/g.299/week/0",
                                                "albums/g.299/day/0"});
  }
  // A name is no shortcut: the server does not know it, its list does.
  const Page asked = source->read(source->start("rap/hip-hop"), answered("{}", 404));
  REQUIRE(asked.next.size() == 1);
  CHECK(source->request(asked.next[0])->url == "http://api/v2.2/genres");
  CHECK(source->read(asked.next[0], answered_json(genres_answer())).next[0] ==
        "albums/g.146/life/0");
}

TEST_CASE("napster: an unknown genre, with the names there are") {
  const auto source = napster();
  for (const auto& first : {answered("{}", 404), answered_json(json{{"genres", json::array()}})}) {
    const Page page = source->read(source->start("jaz"), first);
    REQUIRE(page.next.size() == 1);
    try {
      source->read(page.next[0], answered_json(genres_answer()));
      FAIL("no error");
    } catch (const UnknownGenre& error) {
      CHECK(std::string(error.what()) == "napster has no genre 'jaz'");
      CHECK(error.genre == "jaz");
      CHECK(error.known == std::vector<std::string>{"jazz", "rap"});
    }
  }
}

TEST_CASE("napster: what an album becomes") {
  Album album = read_album(album_entry("alb.900000123"));
  CHECK(album.id == "alb.900000123");
  CHECK(album.title == "Blue Hour");
  CHECK(album.artist == "The Example Trio");
  CHECK(album.release_date == "1961-03-01");
  CHECK(album.cover_url == "http://images/imageserver/v2/albums/alb.900000123/images/500x500.jpg");
  CHECK(album.genres.empty());  // the genre asked for, not its sub-genre g.9

  album = read_album(album_entry("Alb.7"));  // an older answer, the same album
  CHECK(album.id == "alb.7");
  CHECK(album.cover_url == "http://images/imageserver/v2/albums/Alb.7/images/500x500.jpg");

  json entry = album_entry("alb.1");
  entry["originallyReleased"] = nullptr;
  CHECK(read_album(entry).release_date == "2009-05-04");
  entry["originallyReleased"] = "0001-01-01T00:00:00Z";
  CHECK(read_album(entry).release_date == "2009-05-04");
  entry["released"] = "soon";
  CHECK(read_album(entry).release_date == "");
  CHECK(read_album({{"id", "alb.1"}}).title == "");
}

TEST_CASE("napster: entries that are no album are passed over and counted") {
  const Page page = napster()->read("albums/g.299/day/0",
                                    answered_json(json{{"albums",
                                                        {nullptr,
                                                         7,
                                                         json::object(),
                                                         {{"id", 5}},
                                                         {{"id", "alb."}},
                                                         {{"id", "alb.1/../x"}},
                                                         {{"id", "art.5"}},
                                                         {{"id", "alb.123456789012345678901"}},
                                                         album_entry("alb.2")}}}));
  CHECK(page.albums.size() == 1);
  CHECK(page.passed_over == 8);
}

TEST_CASE("napster: every range to its end, whether or not it says how long it is") {
  for (const json& total : {json(250), json(nullptr), json("250")}) {
    CAPTURE(total.dump());
    const Listing listing = walk(*napster(), "jazz", [&](const data::http::Request& request) {
      if (request.url.find("/albums/top") == std::string::npos)
        return answered_json(genres_answer());
      const std::size_t offset = std::stoul(request.url.substr(request.url.find("offset=") + 7));
      std::vector<std::string> ids;
      for (std::size_t i = offset; i < std::min<std::size_t>(offset + 100, 250); ++i) {
        ids.push_back("alb." + std::to_string(i));
      }
      return answered_json(albums_answer(ids, total));
    });
    CHECK(listing.albums.size() == 5 * 250);
    CHECK(listing.addresses.size() == 1 + 5 * (total.is_number() ? 3 : 4));
    CHECK(listing.addresses[1] ==
          "http://api/v2.2/genres/g.299/albums/top?limit=100&offset=0&range=life");
    CHECK(listing.addresses.back().find("range=day") != std::string::npos);
  }
}

TEST_CASE("napster: a server that repeats itself is left in the end") {
  const Listing listing = walk(*napster(), "jazz", [&](const data::http::Request& request) {
    if (request.url.find("/albums/top") == std::string::npos) return answered_json(genres_answer());
    return answered_json(albums_answer(std::vector<std::string>(100, "alb.1"), nullptr));
  });
  CHECK(listing.addresses.size() == 1 + 5 * 100);
}

TEST_CASE("napster: whatever is in an answer") {
  const auto source = napster();
  check_fields_of_all_types(*source, "genre/jazz", genres_answer());
  check_fields_of_all_types(*source, "genres/jazz", genres_answer());
  check_fields_of_all_types(*source, "albums/g.299/life/0", albums_answer({"alb.1", "alb.2"}, 5));
  for (const char* cursor : {"genre/jazz", "genres/jazz", "albums/g.299/life/0"}) {
    check_answers_that_are_none(*source, cursor);
  }
  const std::string error =
      error_of<BadAnswer>([&] { source->read("albums/g.299/life/0", answered("{}", 404)); });
  CHECK(error == "napster: https://api.example.org/answer: answered with status 404");
}

TEST_CASE("napster: texts that are no cursors") {
  const auto source = napster();
  for (const char* cursor :
       {"", "genre", "genre/a/b", "albums/299/life/0", "albums/g.1%2F..%2F/life/0",
        "albums/g.299/life/x", "albums/g.299/life", "other/jazz", "genre/%"}) {
    CAPTURE(cursor);
    CHECK_THROWS_AS(source->request(cursor), std::invalid_argument);
  }
}

}  // namespace
}  // namespace sleeve::tests
