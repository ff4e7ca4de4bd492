#include "data/sources/musicbrainz.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "data/sources/errors.h"
#include "tests/data/sources/listing.h"

namespace sleeve::tests {
namespace {

using namespace data::sources;
using nlohmann::json;

constexpr auto kId = "5d7a9f5c-8a2b-4f6e-9c1d-000000000001";

std::unique_ptr<Source> musicbrainz() {
  return make_source({.name = "musicbrainz", .base = "http://mb", .covers_base = "http://caa"});
}

json entry() {
  return json::parse(
      R"({"id":"5D7A9F5C-8a2b-4f6e-9c1d-000000000001","score":100,"title":"Blue Hour",
      "primary-type":"Album","secondary-types":[],"first-release-date":"1961-03",
      "artist-credit":[{"name":"The Example Trio","joinphrase":" feat. "},{"name":"A. N. Other"}],
      "tags":[{"count":5,"name":"jazz"},{"count":1,"name":"hard bop"}]})");
}

json answer_of(const std::vector<json>& entries, const json& count) {
  return {{"created", "2026-01-01T00:00:00.000Z"},
          {"count", count},
          {"offset", 0},
          {"release-groups", entries}};
}

Page read(const std::vector<json>& entries) {
  return musicbrainz()->read("albums/jazz/0", answered_json(answer_of(entries, entries.size())));
}

TEST_CASE("musicbrainz: what is asked for a genre") {
  const auto source = musicbrainz();
  const auto address = [&](const std::string& genre) {
    return source->request(source->start(genre))->url;
  };
  CHECK(address("Jazz") ==
        "http://mb/ws/2/release-group?query=tag%3Ajazz%20AND%20primarytype%3Aalbum&fmt=json&limit="
        "100&offset=0");
  CHECK(address("hip hop").find("query=tag%3A%22hip%20hop%22%20AND") != std::string::npos);
  // Nothing in a genre can get out of its quotes: ...tag:"a\" OR \\"...
  CHECK(address("a\" OR \\").find("tag%3A%22a%5C%22%20or%20%5C%5C%22%20AND") != std::string::npos);
  CHECK(source->request("albums/jazz/300")->url.ends_with("offset=300"));
}

TEST_CASE("musicbrainz: what a release group becomes") {
  const Page page = read({entry()});
  REQUIRE(page.albums.size() == 1);
  const Album& album = page.albums[0];
  CHECK(album.id == kId);
  CHECK(album.title == "Blue Hour");
  CHECK(album.artist == "The Example Trio feat. A. N. Other");
  CHECK(album.release_date == "1961-03");
  CHECK(album.cover_url == "http://caa/release-group/" + std::string(kId) + "/front-500");
  CHECK(album.genres.empty());
  for (const auto& [given, kept] : {std::pair<json, std::string>{"1961", "1961"},
                                    {"1961-03-01", "1961-03-01"},
                                    {"", ""},
                                    {nullptr, ""},
                                    {"19xx-03", ""},
                                    {1961, ""}}) {
    json other = entry();
    other["first-release-date"] = given;
    CHECK(read({other}).albums.at(0).release_date == kept);
  }
}

TEST_CASE("musicbrainz: compilations, live albums, soundtracks and what is no album are left out") {
  std::vector<json> entries;
  for (const json& types : {json{"Compilation"}, json{"Remix", "Live"}, json{"Soundtrack"}}) {
    entries.push_back(entry());
    entries.back()["secondary-types"] = types;
  }
  entries.push_back(entry());
  entries.back()["primary-type"] = "Single";
  entries.push_back(entry());
  entries.back()["id"] = "5d7a9f5c-8a2b-4f6e-9c1d-00000000000";  // a digit short
  entries.push_back(entry());
  entries.back()["id"] = "../../../../../../../../../../../../";
  CHECK(read(entries).albums.empty());
  CHECK(read(entries).passed_over == entries.size());

  json kept = entry();
  kept["secondary-types"] = {"Remix"};
  CHECK(read({kept}).albums.size() == 1);
  kept.erase("secondary-types");
  kept["primary-type"] = nullptr;
  CHECK(read({kept}).albums.size() == 1);
}

TEST_CASE("musicbrainz: pages to the end, whether or not it says how many") {
  for (const json& count : {json(230), json(nullptr)}) {
    const Listing listing = walk(*musicbrainz(), "jazz", [&](const data::http::Request& request) {
      const std::size_t offset = std::stoul(request.url.substr(request.url.rfind('=') + 1));
      const std::size_t size = offset < 230 ? std::min<std::size_t>(100, 230 - offset) : 0;
      return answered_json(answer_of(std::vector<json>(size, entry()), count));
    });
    CHECK(listing.albums.size() == 230);
    CHECK(listing.addresses.size() == (count.is_null() ? 4 : 3));
  }
}

TEST_CASE("musicbrainz: a tag that nothing has") {
  const auto source = musicbrainz();
  const Page page = source->read(source->start("Jaz"), answered_json(answer_of({}, 0)));
  REQUIRE(page.next.size() == 1);
  const auto request = source->request(page.next[0]);
  CHECK(request->url == "http://mb/ws/2/genre/all?fmt=txt");
  try {
    source->read(page.next[0], answered("acid jazz\njazz\r\n\n\xff\nrock"));
    FAIL("no error");
  } catch (const UnknownGenre& error) {
    CHECK(error.genre == "jaz");
    CHECK(error.known == std::vector<std::string>{"acid jazz", "jazz", "rock"});
  }
  // A genre that exists, and that no album has.
  const Page none = source->read(page.next[0], answered("jazz\njaz\n"));
  CHECK(none.albums.empty());
  CHECK(none.next.empty());
  CHECK(error_of<BadAnswer>([&] { source->read(page.next[0], answered("", 400)); }) ==
        "musicbrainz: https://api.example.org/answer: answered with status 400");
  // An empty page later on is just the end.
  CHECK(source->read("albums/jazz/100", answered_json(answer_of({}, 250))).next.empty());
}

TEST_CASE("musicbrainz: whatever is in an answer") {
  const auto source = musicbrainz();
  check_fields_of_all_types(*source, "albums/jazz/0", answer_of({entry(), entry()}, 2));
  check_answers_that_are_none(*source, "albums/jazz/0");
  // It has no key, so it cannot be refused.
  CHECK_THROWS_AS(source->read("albums/jazz/0", answered("{}", 403)), BadAnswer);
  for (const char* cursor : {"", "albums", "albums/jazz", "albums/jazz/-1", "genres", "x/jazz/0"}) {
    CAPTURE(cursor);
    CHECK_THROWS_AS(source->request(cursor), std::invalid_argument);
    CHECK_THROWS_AS(source->read(cursor, answered("{}")), std::invalid_argument);
  }
}

}  // namespace
}  // namespace sleeve::tests
