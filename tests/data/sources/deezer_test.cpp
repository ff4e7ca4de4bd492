#include "data/sources/deezer.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "data/sources/errors.h"
#include "tests/data/sources/listing.h"

namespace sleeve::tests {
namespace {

using namespace data::sources;
using nlohmann::json;
using Names = std::vector<std::string>;

std::unique_ptr<Source> deezer(int cover_size = 500, const std::string& covers_base = "") {
  return make_source({.name = "deezer",
                      .base = "http://api",
                      .covers_base = covers_base,
                      .cover_size = cover_size});
}

json data_of(const json& entries) { return {{"data", entries}, {"total", entries.size()}}; }

json genres_answer() {
  return data_of({{{"id", 0}, {"name", "All"}, {"type", "genre"}},
                  {{"id", 132}, {"name", "Pop"}, {"type", "genre"}},
                  {{"id", 129}, {"name", "Jazz"}, {"type", "genre"}},
                  {{"id", 12}, {"name", "Rap/Hip Hop"}, {"type", "genre"}}});
}

json album_entry(int id) {
  const std::string at = "https://cdn.example.org/images/cover/0123abcd/";
  return {{"id", id},
          {"title", "Blue Hour"},
          {"cover_small", at + "56x56-000000-80-0-0.jpg"},
          {"cover_medium", at + "250x250-000000-80-0-0.jpg"},
          {"cover_big", at + "500x500-000000-80-0-0.jpg"},
          {"cover_xl", at + "1000x1000-000000-80-0-0.jpg"},
          {"genre_id", 129},
          {"release_date", "1961-03-01"},
          {"record_type", "album"},
          {"type", "album"}};
}

json error_answer(int code) {
  return {{"error", {{"type", "Exception"}, {"message", "Quota limit exceeded"}, {"code", code}}}};
}

constexpr auto kReleases = "releases/129/132.12/0/77/The%20Example%20Trio";

Page read_releases(const json& entries) {
  return deezer()->read(kReleases, answered_json(data_of(entries)));
}

TEST_CASE("deezer: a genre by name or id, then its chart and its artists") {
  const auto source = deezer();
  for (const char* asked : {"jazz", "JAZZ", "129"}) {
    const Page page = source->read(source->start(asked), answered_json(genres_answer()));
    CHECK(page.next == Names{"chart/129/0", "artists/129/132.12/0"});
  }
  CHECK(source->read(source->start("rap hip-hop"), answered_json(genres_answer())).next[0] ==
        "chart/12/0");
  const auto address = [&](const char* cursor) { return source->request(cursor)->url; };
  CHECK(address("genres/jazz") == "http://api/genre");
  CHECK(address("chart/129/100") == "http://api/chart/129/albums?limit=100&index=100");
  CHECK(address("artists/129//0") == "http://api/genre/129/artists?limit=100&index=0");
  CHECK(address(kReleases) == "http://api/artist/77/albums?limit=100&index=0");
  CHECK(address("album/5") == "http://api/album/5");
}

TEST_CASE("deezer: an unknown genre, with the names there are") {
  for (const char* asked : {"jaz", "All", "0", "1"}) {
    CAPTURE(asked);
    try {
      const auto source = deezer();
      source->read(source->start(asked), answered_json(genres_answer()));
      FAIL("no error");
    } catch (const UnknownGenre& error) {
      CHECK(error.known == Names{"Pop", "Jazz", "Rap/Hip Hop"});
    }
  }
}

TEST_CASE("deezer: albums of the chart have no date, and are asked for one by one") {
  const auto source = deezer();
  json dated = album_entry(1), undated = album_entry(2);
  undated.erase("release_date");
  undated["artist"] = {{"name", "The Example Trio"}};
  Page page = source->read("chart/129/0", answered_json(data_of({dated, undated})));
  REQUIRE(page.albums.size() == 1);
  CHECK(page.albums[0].id == "1");
  CHECK(page.next == Names{"album/2"});
  CHECK(source->most_albums("album/2") == 1);
  undated["release_date"] = "1999-00-00";
  page = source->read(page.next[0], answered_json(undated));
  REQUIRE(page.albums.size() == 1);
  CHECK(page.albums[0].release_date == "1999");
  CHECK(page.albums[0].artist == "The Example Trio");
  // No date even there: an album without one.
  undated["release_date"] = "0000-00-00";
  CHECK(source->read("album/2", answered_json(undated)).albums.at(0).release_date == "");
}

TEST_CASE("deezer: an artist's albums, but for those of another genre") {
  json entries{album_entry(1), album_entry(2), album_entry(3), album_entry(4), album_entry(5)};
  entries[1]["genre_id"] = 132;  // Pop
  entries[2]["genre_id"] = 2;  // a sub-genre, which is not in the list; nor is it part of 132 or 12
  entries[3]["genre_id"] = -1;
  entries[4]["record_type"] = "compile";
  const Page page = read_releases(entries);
  Names ids;
  for (const Album& album : page.albums) {
    ids.push_back(album.id);
    CHECK(album.artist == "The Example Trio");
    CHECK(album.genres.empty());
  }
  CHECK(ids == Names{"1", "3", "4"});
  CHECK(page.passed_over == 2);
}

TEST_CASE("deezer: the smallest cover that is large enough") {
  const auto cover = [](const json& entry, int size, const std::string& covers_base = "") {
    const auto source = deezer(size, covers_base);
    const Page page = source->read("album/1", answered_json(entry));
    return page.albums.empty() ? "none" : page.albums[0].cover_url;
  };
  const std::string at = "https://cdn.example.org/images/cover/0123abcd/";
  json entry = album_entry(1);
  CHECK(cover(entry, 500) == at + "500x500-000000-80-0-0.jpg");
  CHECK(cover(entry, 501) == at + "1000x1000-000000-80-0-0.jpg");
  CHECK(cover(entry, 56) == at + "56x56-000000-80-0-0.jpg");
  CHECK(cover(entry, 500, "http://mirror:1/m/") ==
        "http://mirror:1/m/images/cover/0123abcd/500x500-000000-80-0-0.jpg");
  entry["cover_big"] = nullptr;
  CHECK(cover(entry, 500) == at + "1000x1000-000000-80-0-0.jpg");
  entry["cover_xl"] = "file:///etc/passwd";
  CHECK(cover(entry, 500) == at + "250x250-000000-80-0-0.jpg");
  // An album without an image has addresses all the same.
  for (const char* name : {"cover_small", "cover_medium", "cover_big", "cover_xl"}) {
    entry[name] = "https://cdn.example.org/images/cover//500x500-000000-80-0-0.jpg";
  }
  CHECK(cover(entry, 500) == "none");
}

TEST_CASE("deezer: errors come with status 200") {
  const auto source = deezer();
  const auto request = source->request("album/1");
  REQUIRE(request->busy);
  CHECK(request->busy(answered_json(error_answer(4))) ==
        "an error 4: Exception, Quota limit exceeded");
  CHECK(request->busy(answered_json(error_answer(700))));
  for (const int code : {0, 100, 200, 300, 500, 501, 600, 800, 901}) {
    CHECK(!request->busy(answered_json(error_answer(code))));
  }
  for (const char* body : {"", "{}", "[", "{\"error\":[]}", "{\"error\":{}}", "{\"error\":4}"}) {
    CHECK(!request->busy(answered(body)));
  }
  const char* cursors[] = {"chart/129/0", "artists/129/132/0", kReleases, "album/1"};
  for (const char* cursor : cursors) {
    CAPTURE(cursor);
    for (const int code : {4, 100, 200, 300, 500, 501, 600, 700, 901, -1}) {
      CHECK_THROWS_AS(source->read(cursor, answered_json(error_answer(code))), BadAnswer);
    }
    // No such thing: it has gone since it was listed.
    const Page page = source->read(cursor, answered_json(error_answer(800)));
    CHECK(page.albums.empty());
    CHECK(page.next.empty());
    CHECK(page.passed_over == 1);
  }
  CHECK_THROWS_AS(source->read("genres/jazz", answered_json(error_answer(800))), BadAnswer);
  // An error without anything in it is none.
  for (const json& none : {json::array(), json::object(), json(nullptr)}) {
    json answer = data_of(json::array({album_entry(1)}));
    answer["error"] = none;
    CHECK(source->read("chart/129/0", answered_json(answer)).albums.size() == 1);
  }
}

TEST_CASE("deezer: every list to its end") {
  const auto page_of = [](const data::http::Request& request, std::size_t length, bool with_total,
                          const auto& entry_of) {
    const std::size_t index = std::stoul(request.url.substr(request.url.rfind('=') + 1));
    json answer{{"data", json::array()}};
    for (std::size_t i = index; i < std::min(index + 100, length); ++i) {
      answer["data"].push_back(entry_of(static_cast<int>(i)));
    }
    if (with_total) {
      answer["total"] = length;
    } else if (index + 100 < length) {
      answer["next"] = "http://elsewhere/";
    }
    return answered_json(answer);
  };
  for (const bool with_total : {true, false}) {
    const Listing listing = walk(*deezer(), "jazz", [&](const data::http::Request& request) {
      const auto is = [&](const char* part) { return request.url.find(part) != std::string::npos; };
      if (is("/artists")) {
        return page_of(request, 130, with_total, [](int i) {
          return json{{"id", i}, {"name", "A"}};
        });
      }
      if (is("/chart/")) return page_of(request, 0, with_total, album_entry);
      if (is("/artist/"))
        return page_of(request, is("/artist/129/") ? 250 : 1, with_total, album_entry);
      return answered_json(genres_answer());
    });
    CHECK(listing.albums.size() == 129 + 250);
    CHECK(listing.addresses.size() == 1 + 1 + 2 + 129 + 3);
    for (const std::string& address : listing.addresses) CHECK(address.starts_with("http://api/"));
  }
}

TEST_CASE("deezer: whatever is in an answer") {
  const auto source = deezer();
  check_fields_of_all_types(*source, "genres/jazz", genres_answer());
  check_fields_of_all_types(*source, "chart/129/0", data_of({album_entry(1), album_entry(2)}));
  check_fields_of_all_types(*source, kReleases, data_of({album_entry(1), album_entry(2)}));
  check_fields_of_all_types(*source, "artists/129/132/0", data_of({{{"id", 1}, {"name", "A"}}}));
  check_fields_of_all_types(*source, "album/1", album_entry(1));
  for (const char* cursor : {"genres/jazz", "chart/129/0", "artists/129/132/0", kReleases}) {
    check_answers_that_are_none(*source, cursor);
  }
  CHECK(source->read("album/1", answered("{}")).passed_over == 1);
  for (const char* cursor :
       {"", "genres", "chart/129", "chart/x/0", "album/", "album/..", "album/1/2",
        "releases/129/132/0/x/A", "artists/129/0", "chart/129/-1"}) {
    CAPTURE(cursor);
    CHECK_THROWS_AS(source->request(cursor), std::invalid_argument);
  }
}

}  // namespace
}  // namespace sleeve::tests
