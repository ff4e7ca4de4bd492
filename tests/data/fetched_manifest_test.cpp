// What fetch_covers writes is what prepare reads.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "data/data_set.h"
#include "data/fetching/journal.h"
#include "data/fetching/manifest_writer.h"
#include "data/listing/manifest.h"
#include "data/preparing/prepare.h"
#include "data/sha256.h"
#include "data/sources/source_info.h"
#include "tests/data/files.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using Names = std::vector<std::string>;
using data::sources::Album;

/// A folder as fetch_covers leaves it, from MusicBrainz.
class FetchedFolder {
 public:
  /// In a listing of jazz; an album with genres of its own has those.
  void add(const Album& album, std::uint64_t picture) {
    const Bytes bytes = encode_png(waves(40, 40, picture));
    const data::fetching::CoverFile file{album.id + ".png", data::sha256(bytes), 40, 40};
    write_file(folder_.path() / "covers" / file.name, bytes);
    const std::int64_t jazz = journal_.add_genre("jazz", "page of " + album.id);
    journal_.record_page(jazz, *journal_.next_page(jazz, 0), {{album}, {}, 0});
    std::int64_t last = 0;
    for (const std::string& genre : album.genres.empty() ? Names{"jazz"} : album.genres) {
      for (const auto& listed : journal_.listed(journal_.add_genre(genre, "none"), last = 0, 1)) {
        data::fetching::Journal::Results results(journal_);
        results.keep(listed.id, file, "2026-01-31T23:59:59Z");
        results.commit();
      }
    }
  }

  std::filesystem::path manifest() {
    const auto& source = data::sources::source_called("musicbrainz");
    const std::filesystem::path path = folder_.path() / "manifest.jsonl";
    data::fetching::write_manifest(path, "covers", journal_, source);
    return path;
  }

 private:
  TemporaryFolder folder_;
  data::fetching::Journal journal_{folder_.path() / "journal.sqlite", {{"source", "musicbrainz"}}};
};

Album album(const std::string& id, const std::string& release_date) {
  Album album;
  album.id = id;
  album.title = "Blue \"Hour\"";
  album.artist = "The Example Trio";
  album.release_date = release_date;
  album.cover_url = "https://example.org/" + id;
  return album;
}

TEST_CASE("prepare knows every key of a manifest of fetch_covers, and carries its origins") {
  FetchedFolder fetched;
  fetched.add(album("a", "1959-08-17"), 1);
  fetched.add(album("b", "1971-03"), 2);
  Album untold;
  untold.id = "c";
  untold.cover_url = "http://example.org/c";
  fetched.add(untold, 3);
  Album elsewhere = album("d", "2001");
  elsewhere.genres = {"pop", "rock"};
  elsewhere.source = "An archive";
  elsewhere.licence = "CC0";
  fetched.add(elsewhere, 4);

  const data::CoverList list = data::read_manifest(fetched.manifest());
  CHECK(list.warnings.empty());
  data::PrepareOptions options;
  options.size = 32;
  options.program = "test";
  const std::filesystem::path out = fetched.manifest().parent_path() / "covers.safetensors";
  const data::PrepareReport report = data::prepare_covers(list, options, out);
  CHECK(report.warnings.empty());
  CHECK(report.refused.empty());

  const data::DataSet made(out);
  REQUIRE(made.count() == 4);
  CHECK(made.genre_names() == Names{"jazz", "pop", "rock"});
  CHECK(made.decade_names() == Names{"1950s", "1970s", "2000s"});
  CHECK(Bytes(made.genres().begin(), made.genres().end()) ==
        Bytes{1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1});
  CHECK(std::vector<std::int16_t>(made.decades().begin(), made.decades().end()) ==
        std::vector<std::int16_t>{0, 1, -1, 2});
  const nlohmann::json expected = {
      {{"source", "An archive"}, {"licence", "CC0"}, {"covers", 1}},
      {{"source", "musicbrainz"},
       {"licence", data::sources::source_called("musicbrainz").licence},
       {"covers", 3}}};
  CHECK(nlohmann::json::parse(made.metadata().at("origins")) == expected);
}

TEST_CASE("a cover that was replaced after it was fetched does not get the labels of the first") {
  FetchedFolder fetched;
  fetched.add(album("a", "1959"), 1);
  fetched.add(album("b", "1971"), 2);
  const std::filesystem::path manifest = fetched.manifest(), folder = manifest.parent_path();
  write_file(folder / "covers" / "b.png", encode_png(waves(40, 40, 3)));
  data::PrepareOptions options;
  options.size = 32;
  const data::PrepareReport report =
      data::prepare_covers(data::read_manifest(manifest), options, folder / "covers.safetensors");
  CHECK(report.covers.total() == 1);
  REQUIRE(report.refused.size() == 1);
  CHECK(report.refused[0].name == "covers/b.png");
  CHECK(report.refused[0].refusal == data::Refusal::kChanged);
}

}  // namespace
}  // namespace sleeve::tests
