#include <doctest/doctest.h>

#include <fstream>
#include <set>

#include "data/errors.h"
#include "data/sources/errors.h"
#include "data/sources/manifest.h"
#include "tests/data/sources/listing.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using namespace data::sources;
using Names = std::vector<std::string>;

constexpr auto kCsv =
    "url,genres,date,artist,title,source,licence,mood\n"
    "https://example.org/a.jpg,Jazz;soul,1961-03,The Example Trio,Blue Hour,My site,CC0,calm\n"
    "http://example.org/b.png,rock,around 1970,,,,,\n";

std::string csv_error(const std::string& text) {
  return error_of<data::InputError>([&] { parse_csv_addresses(text, "m.csv"); });
}

data::http::Response nobody(const data::http::Request&) {
  throw std::logic_error("asked somebody");
}

TEST_CASE("manifest: a line becomes an album") {
  const AddressList list = parse_csv_addresses(kCsv, "m.csv");
  REQUIRE(list.size() == 2);
  const Album album = list.album(0);
  CHECK(album.cover_url == "https://example.org/a.jpg");
  CHECK(album.genres == Names{"Jazz", "soul"});
  CHECK(album.release_date == "1961-03");
  CHECK(album.artist == "The Example Trio");
  CHECK(album.title == "Blue Hour");
  CHECK(album.source == "My site");
  CHECK(album.licence == "CC0");
  CHECK(album.id.size() == 32);
  CHECK(album.id != list.album(1).id);
  CHECK(list.album(1).release_date == "");
  REQUIRE(list.warnings.size() == 2);
  CHECK(list.warnings[0] == "m.csv:1: column 'mood' is not used");
  CHECK(list.warnings[1].starts_with("m.csv:3: 'around 1970' is no date"));

  const AddressList json = parse_json_addresses(
      R"({"address": "https://example.org/a.jpg", "genre": "Jazz", "year": 1961})", "m.jsonl");
  REQUIRE(json.size() == 1);
  CHECK(json.album(0).id == album.id);  // the same address is the same album
  CHECK(json.album(0).release_date == "1961");
}

TEST_CASE("manifest: what is wrong is told with its line") {
  CHECK(csv_error("genres\njazz\n").starts_with("m.csv:1: the first line must name the columns"));
  CHECK(csv_error("genres\njazz\n").find("'url'") != std::string::npos);
  CHECK(csv_error("url,genres\n,jazz\n") == "m.csv:2: no url");
  for (const char* address :
       {"a.jpg", "file:///etc/passwd", "ftp://example.org/a.jpg", "https://"}) {
    CAPTURE(address);
    CHECK(csv_error("url,genres\n" + std::string(address) + ",jazz\n").find("is no address") !=
          std::string::npos);
  }
  CHECK(csv_error("url,genres\nhttp://me:S3CR3T@a/b.jpg,jazz\n") ==
        "m.csv:2: an address must not hold a user name or password (before an '@'), and is to be "
        "like https://host/cover.jpg");
  CHECK(csv_error("url,genres\nhttp://a/b,\n").starts_with("m.csv:2: no genre"));
  CHECK(csv_error("url,genres\nhttp://a/b,a:b\n").starts_with("m.csv:2: "));
  CHECK(csv_error("url,genres,title\nhttp://a/b,a,\xff\n").find("UTF-8") != std::string::npos);
  CHECK(csv_error("url,address,genres\nhttp://a/b,,a\n").find("says what another") !=
        std::string::npos);
  CHECK(error_of<data::InputError>([] { parse_json_addresses("{\"genre\": \"a\"}", "m.jsonl"); }) ==
        "m.jsonl:1: no url");
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "empty.csv") << "url,genres\n";
  const auto error = error_of<data::InputError>(
      [&] { make_source({.name = "manifest", .manifest = folder.path() / "empty.csv"}); });
  CHECK(error.ends_with("empty.csv: the manifest lists no covers"));
}

TEST_CASE("manifest: a genre's lines, without asking anybody") {
  std::string text = "url,genres\n";
  for (int i = 0; i < 1201; ++i) {
    text += "http://a/" + std::to_string(i) + (i % 3 == 0 ? ",jazz;rock\n" : ",rock\n");
  }
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "m.csv") << text;
  const auto source = make_source({.name = "manifest", .manifest = folder.path() / "m.csv"});
  CHECK(source->hosts().empty());
  for (const auto& [genre, count] : {std::pair("rock", 1201U), std::pair("jazz", 401U)}) {
    const Listing listing = walk(*source, genre, nobody);
    std::set<std::string> addresses;
    for (const Album& album : listing.albums) addresses.insert(album.cover_url);
    CHECK(listing.albums.size() == count);
    CHECK(addresses.size() == count);
  }
  CHECK(source->cover_request(walk(*source, "jazz", nobody).albums[1]).url == "http://a/3");
  const auto mirrored = make_source({.name = "manifest",
                                     .covers_base = "http://127.0.0.1:80/m/",
                                     .manifest = folder.path() / "m.csv"});
  CHECK(mirrored->hosts().at(0).base == "http://127.0.0.1:80/m");
  const Album album = walk(*mirrored, "jazz", nobody).albums[1];
  CHECK(album.cover_url == "http://127.0.0.1:80/m/3");
  CHECK(album.id == walk(*source, "jazz", nobody).albums[1].id);
  try {
    walk(*source, "Jazz", nobody);
    FAIL("no error");
  } catch (const UnknownGenre& error) {
    CHECK(error.known == Names{"jazz", "rock"});
  }
}

TEST_CASE("manifest: a list may be longer than any listing on the web") {
  const Manifest manifest(parse_csv_addresses("url,genres\nhttp://a/b,jazz\n", "m.csv"));
  const Page page = manifest.read("lines/jazz/1000000", {});  // behind the end of this one
  CHECK(page.albums.empty());
  CHECK(page.next.empty());
}

}  // namespace
}  // namespace sleeve::tests
