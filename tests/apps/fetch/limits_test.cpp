// That the program keeps a source's limit, by what a server saw that would not have refused.
#include <doctest/doctest.h>

#include <cstddef>

#include "tests/servers/musicbrainz_server.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

TEST_CASE("MusicBrainz is asked once a second") {
  SourceServerOptions options;
  options.catalogue.albums_per_genre = 250;  // three pages
  const MusicBrainzServer server(options);
  const TemporaryFolder folder;
  const ChildProcess::Outcome outcome =
      run({SLEEVE_FETCH_COVERS, "--source", "musicbrainz", "--contact", "me@example.org", "--base",
           server.api().url(), "--covers-base", server.covers().url(), "--genres", "jazz", "--out",
           (folder.path() / "out").string(), "--dry-run"});
  CHECK(outcome.code == 0);
  const auto arrivals = server.api().arrivals();
  REQUIRE(arrivals.size() >= 3);
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    CHECK(arrivals[i].time - arrivals[i - 1].time > std::chrono::milliseconds(500));
  }
}

}  // namespace
}  // namespace sleeve::tests
