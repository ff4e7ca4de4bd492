// Each source against the server that plays it: what is listed is what the server has.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "data/http/url.h"
#include "data/sources/errors.h"
#include "tests/data/sources/listing.h"
#include "tests/servers/deezer_server.h"
#include "tests/servers/musicbrainz_server.h"
#include "tests/servers/napster_server.h"

namespace sleeve::tests {
namespace {

using data::http::Response;
using data::sources::Album;
using data::sources::make_source;
using data::sources::Source;

/// Asks a server on loopback; follows redirects.
Response ask(const data::http::Request& request) {
  const auto url = data::http::parse_url(request.url).value();
  httplib::Client client(url.host, url.port);
  client.set_follow_location(true);
  httplib::Headers headers{{"User-Agent", "tests/1 (nobody@example.org)"}};
  for (const auto& header : request.headers) headers.emplace(header.name, header.value);
  const auto result = client.Get(request.url.substr(request.url.find('/', 8)), headers);
  REQUIRE(result);
  Response response = answered(result->body, result->status);
  response.content_type = result->get_header_value("Content-Type");
  return response;
}

bool is_picture(const Response& response) {
  const std::string begin(
      response.body.begin(),
      response.body.begin() + std::min<std::ptrdiff_t>(4, std::ssize(response.body)));
  return response.status == 200 && (begin.starts_with("\xFF\xD8\xFF") || begin == "\x89PNG");
}

std::unique_ptr<Source> source_at(const std::string& name, const SourceServer& server,
                                  const std::string& key = "") {
  return make_source(
      {.name = name, .base = server.api().url(), .covers_base = server.covers().url(), .key = key});
}

/// Of what is listed of a genre: ids of albums whose cover begins like one.
std::set<std::string> ids_with_covers(const Source& source, const std::string& genre) {
  std::set<std::string> ids;
  for (const Album& album : walk(source, genre, ask).albums) {
    if (!ids.contains(album.id) && is_picture(ask(source.cover_request(album))))
      ids.insert(album.id);
  }
  return ids;
}

SourceServerOptions small_options(bool limited = false) {
  SourceServerOptions options;
  options.catalogue.genres = {"jazz", "hip hop"};
  options.catalogue.albums_per_genre = 130;
  options.catalogue.trouble = [](std::uint64_t number) {
    if (number % 9 == 7) return Trouble::no_image;
    return number % 9 == 8 ? Trouble::web_page : Trouble::none;
  };
  options.covers = {.side = 16, .bytes = 3000, .pictures = 2};
  options.limited = limited;
  return options;
}

void check_lists_what_there_is(const Source& source, const SourceServer& server) {
  for (const std::string genre : {"jazz", "Hip Hop"}) {
    CAPTURE(source.info().name);
    const std::set<std::string> usable = server.usable(genre);
    CHECK(usable.size() > 60);
    CHECK(ids_with_covers(source, genre) == usable);
  }
  CHECK_THROWS_AS(walk(source, "polka", ask), data::sources::UnknownGenre);
}

TEST_CASE("napster against its server") {
  const NapsterServer server(small_options(), "K3Y");
  check_lists_what_there_is(*source_at("napster", server, "K3Y"), server);
  CHECK_THROWS_AS(walk(*source_at("napster", server, "wrong"), "jazz", ask),
                  data::sources::RefusedKey);
  for (const Arrival& arrival : server.covers().arrivals()) {
    CHECK(arrival.headers.find("apikey") == arrival.headers.end());
  }
}

TEST_CASE("musicbrainz against its server") {
  const MusicBrainzServer server(small_options());
  check_lists_what_there_is(*source_at("musicbrainz", server), server);
  CHECK(server.files().arrivals().size() > 0);
}

TEST_CASE("deezer against its server") {
  const DeezerServer server(small_options());
  check_lists_what_there_is(*source_at("deezer", server), server);
}

TEST_CASE("a server that counts refuses as its source does") {
  const NapsterServer napster(small_options(true), "K3Y");
  const MusicBrainzServer musicbrainz(small_options(true));
  const DeezerServer deezer(small_options(true));
  const auto asked = [](const Source& source, int times) {
    Response last;
    for (int i = 0; i < times; ++i) last = ask(*source.request(source.start("jazz")));
    return last;
  };
  CHECK(asked(*source_at("napster", napster, "K3Y"), 6).status == 429);
  CHECK(asked(*source_at("musicbrainz", musicbrainz), 2).status == 503);
  const auto source = source_at("deezer", deezer);
  const Response refused = asked(*source, 51);
  CHECK(refused.status == 200);
  CHECK(source->request(source->start("jazz"))->busy(refused));
}

TEST_CASE(
    "covers that servers have: all different, as large as asked for, in trouble if so wished") {
  SourceServerOptions options;
  options.catalogue.albums_per_genre = 10;
  options.catalogue.trouble = [](std::uint64_t number) { return static_cast<Trouble>(number % 8); };
  options.covers = {.side = 16, .bytes = 5000, .pictures = 1};
  const NapsterServer server(options);
  const auto source = source_at("napster", server, "k");
  const auto cover = [&](std::uint64_t number) {
    return ask(source->cover_request(
        {.id = "",
         .title = "",
         .artist = "",
         .release_date = "",
         .cover_url = server.covers().url("/imageserver/v2/albums/alb." + std::to_string(number) +
                                          "/images/500x500.jpg"),
         .genres = {},
         .source = "",
         .licence = ""}));
  };
  CHECK(cover(0).body.size() == 5000);
  CHECK(cover(0).body != cover(8).body);
  CHECK(cover(0).content_type == "image/jpeg");
  CHECK(cover(std::uint64_t(Trouble::no_image)).status == 404);
  CHECK(cover(std::uint64_t(Trouble::truncated)).body.size() == 2500);
  CHECK(cover(std::uint64_t(Trouble::web_page)).body[0] == '<');
  CHECK(cover(std::uint64_t(Trouble::wrong_type)).content_type == "text/html");
  CHECK(is_picture(cover(std::uint64_t(Trouble::wrong_type))));
  CHECK(cover(std::uint64_t(Trouble::png)).body[1] == 'P');
  CHECK(cover(std::uint64_t(Trouble::duplicate)).body == cover(0).body);
  CHECK(cover(std::uint64_t(Trouble::tiny)).body.size() < 200);
  CHECK(cover(40).status == 404);
}

TEST_CASE("mixed trouble is of every kind, for the share that was asked for") {
  const auto trouble = mixed_trouble(0.25);
  std::set<Trouble> kinds;
  int troubled = 0;
  for (std::uint64_t number = 0; number < 4000; ++number) {
    kinds.insert(trouble(number));
    troubled += trouble(number) != Trouble::none;
  }
  CHECK(kinds.size() == 8);
  CHECK(std::abs(troubled - 1000) < 5 * 28);  // five standard deviations of a binomial
}

}  // namespace
}  // namespace sleeve::tests
