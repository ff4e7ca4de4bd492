#include <doctest/doctest.h>

#include "data/errors.h"
#include "data/sources/record.h"
#include "data/sources/source.h"
#include "tests/data/sources/listing.h"

namespace sleeve::tests {
namespace {

using namespace data::sources;

std::string error_with(const SourceOptions& options) {
  return error_of<data::InputError>([&] { make_source(options); });
}

TEST_CASE("every source says what it needs, permits and forbids") {
  REQUIRE(all_sources().size() == 4);
  for (const SourceInfo& info : all_sources()) {
    CAPTURE(info.name);
    CHECK(&source_called(info.name) == &info);
    for (const std::string* text :
         {&info.description, &info.needs, &info.permits, &info.forbids, &info.licence}) {
      CHECK(!text->empty());
    }
    for (const std::string* text : {&info.description, &info.needs, &info.permits, &info.forbids}) {
      CHECK(text->ends_with("."));
    }
  }
  CHECK(sources_not_built().size() == 3);
}

TEST_CASE("hosts are the source's own unless the options name others") {
  const auto own = make_source({.name = "musicbrainz"})->hosts();
  REQUIRE(own.size() == 2);
  CHECK(own[0].base == "https://musicbrainz.org");
  CHECK(own[0].limit.value().count == 1);
  CHECK(own[0].limit.value().window == std::chrono::seconds(1));
  CHECK(own[1].base == "https://coverartarchive.org");
  CHECK(!own[1].limit);
  const auto other =
      make_source({.name = "deezer", .base = "http://127.0.0.1:80/d/", .covers_base = "http://c:1"})
          ->hosts();
  REQUIRE(other.size() == 2);
  CHECK(other[0].base == "http://127.0.0.1:80/d");
  CHECK(other[0].limit.value().count == 50);
  CHECK(other[0].limit.value().window == std::chrono::seconds(5));
  CHECK(other[1].base == "http://c:1");
  CHECK(make_source({.name = "deezer"})->hosts().size() == 1);
}

TEST_CASE("options that cannot be") {
  CHECK(error_with({.name = "jazz"}) ==
        "there is no source 'jazz'; there are musicbrainz, deezer, napster, manifest");
  for (const SourceNotBuilt& source : sources_not_built()) {
    const std::string error = error_with({.name = in_lower_case(source.name)});
    CHECK(error.starts_with("there is no source '" + in_lower_case(source.name) + "'; there are "));
    CHECK(error.ends_with("manifest; " + source.name + " is not built: " + source.reason));
  }
  CHECK(error_with({.name = "napster"}).find("NAPSTER_API_KEY") != std::string::npos);
  for (const char* key : {"S3CR3T\n", "S3CR3T X", "S3CR3T\xC3\xB6"}) {
    const std::string error = error_with({.name = "napster", .key = key});
    CHECK(error.find("no key has") != std::string::npos);
    CHECK(error.find("S3CR3T") == std::string::npos);
  }
  CHECK(error_with({.name = "deezer", .key = "k"}) == "deezer has no use for a key");
  CHECK(error_with({.name = "deezer", .manifest = "m.csv"}) == "deezer has no use for a manifest");
  for (const char* base : {"example.org", "ftp://example.org", "https://h/?q"}) {
    CAPTURE(base);
    CHECK(error_with({.name = "deezer", .base = base}).starts_with("--base: '"));
    CHECK(error_with({.name = "deezer", .covers_base = base}).starts_with("--covers-base: '"));
  }
  for (const int size : {1001, 0, -5}) {
    CHECK(error_with({.name = "deezer", .cover_size = size}) ==
          "covers of deezer have at most 1000 pixels a side, not " + std::to_string(size));
  }
  CHECK(error_with({.name = "manifest"}).find("--manifest") != std::string::npos);
  CHECK(error_with({.name = "manifest", .base = "http://a", .manifest = "m.csv"}).find("no use") !=
        std::string::npos);
}

TEST_CASE("an address with a password or a key is refused without showing them") {
  for (const char* base : {"http://me:S3CR3T@example.org", "https://S3CR3T@h/", "me:S3CR3T@h",
                           "http://me:S3/CR3T@h", "ftp://me:S3CR3T@h", "http://me:S3CR3T@h/?q"}) {
    CAPTURE(base);
    const std::string error = error_with({.name = "deezer", .base = base});
    CHECK(error.starts_with("--base: an address must not hold a user name or password"));
    CHECK(error.find("CR3T") == std::string::npos);
  }
  CHECK(error_with({.name = "deezer", .covers_base = "https://h/?key=S3CR3T"}) ==
        "--covers-base: 'https://h/?...' is no address like https://host or "
        "http://host:port/path");
}

TEST_CASE("a genre of the web is the same in every case of its letters") {
  for (const char* name : {"musicbrainz", "deezer", "napster"}) {
    const auto source =
        make_source({.name = name, .key = name == std::string("napster") ? "k" : ""});
    CHECK(source->start("Hip Hop") == source->start("hip hop"));
    CHECK(source->start("hip hop") != source->start("hip pop"));
  }
}

}  // namespace
}  // namespace sleeve::tests
