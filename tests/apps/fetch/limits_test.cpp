// That the program keeps a source's limit, by what a server saw that would not have refused.
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>

#include "tests/apps/fetch/fetch_fixture.h"
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

TEST_CASE("a run waits out what the one before it asked, whatever that was and wherever it went") {
  Target target;
  const FetchFixture fixture([&](std::uint64_t) {
    target.send(SIGKILL);
    return Trouble::none;
  });
  SUBCASE("a dry run") { CHECK(fixture.fetch({"--per-genre", "3", "--dry-run"}).code == 0); }
  SUBCASE("one into another folder") {
    CHECK(fixture.fetch({"--per-genre", "3", "--out", fixture.path("other")}).code == 0);
  }
  SUBCASE("one that was killed") {
    ChildProcess process(fixture.command({"--per-genre", "100", "--out", fixture.path("other")}));
    target.aim(process.pid());
    CHECK(process.finish().code == 128 + SIGKILL);
  }
  const auto begin = std::chrono::steady_clock::now();
  CHECK(fixture.fetch({"--per-genre", "3", "--contact", "the-next@example.org"}).code == 0);
  std::size_t asked_before = 0, asked = 0;
  for (const Arrival& arrival : fixture.server().api().arrivals()) {
    const std::string agent = arrival.headers.find("User-Agent")->second;
    if (agent.find("the-next@example.org") == std::string::npos) {
      ++asked_before;
    } else if (asked++ == 0) {
      CHECK(arrival.time - begin > std::chrono::seconds(1));
    }
  }
  CHECK(asked_before > 0);
  CHECK(asked > 0);
}

TEST_CASE("two at once that ask one source") {
  Gate gate;
  const FetchFixture fixture([&](std::uint64_t) { return gate.pass(); });
  ChildProcess first(fixture.command({"--per-genre", "5"}));
  const bool at_work = gate.is_reached();
  const auto second = at_work ? fixture.fetch({"--per-genre", "5", "--out", fixture.path("other")})
                              : ChildProcess::Outcome{};
  gate.open();
  REQUIRE_MESSAGE(at_work, first.finish().errors);
  CHECK(second.code == 2);
  CHECK(second.errors == "fetch_covers: error: another fetch_covers is asking " +
                             fixture.server().api().authority() +
                             ", whose limit holds for both; run this one when it has ended\n");
  CHECK(first.finish().code == 0);
}

TEST_CASE("where no lock can be written a run goes on, and says what that means") {
  const FetchFixture fixture;
  const std::string cache = std::getenv("XDG_CACHE_HOME");
  ::setenv("XDG_CACHE_HOME", "/dev/null", 1);
  const auto outcome = fixture.fetch({"--per-genre", "3"});
  ::setenv("XDG_CACHE_HOME", cache.c_str(), 1);
  CHECK(outcome.code == 0);
  CHECK(outcome.errors ==
        "fetch_covers: warning: /dev/null/sleeve/hosts: Not a directory; another fetch_covers at "
        "the same time would not be noticed\n");
}

}  // namespace
}  // namespace sleeve::tests
