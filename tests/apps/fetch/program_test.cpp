// The program fetch_covers, as a user meets it.
#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <fstream>

#include "tests/apps/fetch/fetch_fixture.h"

namespace sleeve::tests {
namespace {

namespace fs = std::filesystem;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a folder fills with covers, a manifest and a summary; again, nothing is left to do") {
  const FetchFixture fixture;
  const auto outcome = fixture.fetch({"--per-genre", "40"});
  CHECK(outcome.errors == "");
  REQUIRE(outcome.code == 0);
  CHECK(contains(outcome.out, "manifest      " + fixture.out() + "/manifest.jsonl: "));
  CHECK(outcome.out.find('\r') == std::string::npos);
  std::map<std::string, int> genres;
  for (const auto& [id, entry] : fixture.manifest()) {
    for (const std::string genre : entry["genres"]) ++genres[genre];
    CHECK(entry["source"] == "napster");
    CHECK(!contains(entry.dump(), "test-key"));
  }
  CHECK(genres["jazz"] == 40);
  CHECK(genres["rock"] >= 40);
  CHECK(fixture.manifest().size() == fixture.files().size());

  const auto asked = fixture.covers_asked();
  const auto again = fixture.fetch({"--per-genre", "40"});
  CHECK(again.code == 0);
  CHECK(fixture.covers_asked() == asked);
  CHECK(fixture.fetch({"--per-genre", "45"}).code == 0);
  for (const auto& [path, times] : fixture.covers_asked()) CHECK(times == 1);
}

TEST_CASE("too few covers are no failure, and what was refused is told by kind") {
  const FetchFixture fixture(mixed_trouble(0.5), 30);
  const auto outcome = fixture.fetch({"--per-genre", "1000"});
  CHECK(outcome.errors == "");
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "of 1000: the source has no more"));
  for (const char* kind : {"no cover, e.g. ", "truncated, e.g. ", "not an image, e.g. ",
                           "too small, e.g. ", "with the cover of another"}) {
    CAPTURE(outcome.out);
    CHECK(contains(outcome.out, kind));
  }
}

/// Of so many covers, each with the same values in further columns.
void write_list(const FetchFixture& fixture, std::size_t albums, const std::string& columns,
                const std::string& values) {
  std::ofstream list(fixture.path("list.csv"));
  list << columns << "\n";
  for (std::size_t album = 0; album < albums; ++album) {
    list << "https://covers.invalid/imageserver/v2/albums/alb." << album << "/images/500x500.jpg,"
         << values << "\n";
  }
}

/// The covers of that list, for jazz.
Arguments fetch_list(const FetchFixture& fixture, const Arguments& more) {
  Arguments command = {SLEEVE_FETCH_COVERS,
                       "--source",
                       "manifest",
                       "--manifest",
                       fixture.path("list.csv"),
                       "--covers-base",
                       fixture.server().covers().url(),
                       "--genres",
                       "jazz",
                       "--out",
                       fixture.out()};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

TEST_CASE("a list of addresses: the covers it names, with its labels, source and licence") {
  const FetchFixture fixture;
  write_list(fixture, 5, "url,genres,date,source,licence,mood",
             "jazz;soul,1961-03,My site,CC0,calm");
  const auto outcome = run(fetch_list(fixture, {"--per-genre", "10"}));
  CHECK(outcome.code == 0);
  CHECK(outcome.errors ==
        "fetch_covers: warning: " + fixture.path("list.csv") + ":1: column 'mood' is not used\n");
  const auto manifest = fixture.manifest();
  CHECK(manifest.size() == 5);
  for (const auto& [id, entry] : manifest) {
    CHECK(entry["genres"] == nlohmann::json{"jazz", "soul"});
    CHECK(entry["release_date"] == "1961-03");
    CHECK(entry["source"] == "My site");
    CHECK(entry["licence"] == "CC0");
  }
  CHECK(fixture.server().api().arrivals().empty());
}

std::size_t asked_again(const FetchFixture& fixture) {
  std::size_t count = 0;
  for (const auto& [path, times] : fixture.covers_asked()) {
    count += static_cast<std::size_t>(times - 1);
  }
  return count;
}

TEST_CASE("twenty kills, and every cover is fetched once but for those in flight") {
  constexpr int kKills = 20;
  constexpr std::size_t kAlbums = 4800;  // more than arrive before the last kill
  constexpr std::size_t kConnections = 4;
  // Requests that were made, two a connection, and covers that wait for the disk; a request is made
  // only while fewer than 32 of those do (data/fetching: fetch.cpp, keeper.cpp).
  constexpr std::size_t kInFlight = 2 * kConnections + 31;
  Target target;
  std::atomic<std::uint64_t> arrivals = 0, kill_at = ~std::uint64_t{0};
  const FetchFixture fixture(
      [&](std::uint64_t) {
        if (++arrivals >= kill_at) target.send(SIGKILL);
        return Trouble::none;
      },
      kAlbums);
  // A list, for a source would have each run wait for what it permits.
  write_list(fixture, kAlbums, "url,genres", "jazz");
  const Arguments command = fetch_list(fixture, {"--per-genre", std::to_string(kAlbums),
                                                 "--connections", std::to_string(kConnections)});
  std::uint64_t random = 12345;
  std::size_t before = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    // Every fourth as a run has hardly begun.
    kill_at = arrivals + (kill % 4 == 0 ? 1 + (random >> 33) % 40 : 150 + (random >> 33) % 200);
    ChildProcess process(command);
    target.aim(process.pid());
    REQUIRE(process.finish().code == 128 + SIGKILL);
    const std::size_t again = asked_again(fixture);
    CHECK(again - before <= kInFlight);
    before = again;
  }
  kill_at = ~std::uint64_t{0};
  const auto outcome = run(command);
  CHECK(outcome.errors == "");
  REQUIRE(outcome.code == 0);
  CHECK(fixture.manifest().size() == kAlbums);
  CHECK(fixture.files().size() == kAlbums);
  const auto asked = fixture.covers_asked();
  CHECK(asked.size() == kAlbums);
  CHECK(asked_again(fixture) - before <= kInFlight);
  // In flight at a kill, at an early one after it, and at the next.
  for (const auto& [path, times] : asked) CHECK(times <= 4);
  MESSAGE(asked_again(fixture) << " of " << asked.size() << " covers were asked for again");
}

TEST_CASE("a signal saves what there is and exits with 130") {
  for (const int number : {SIGINT, SIGTERM}) {
    Target target;
    std::atomic<int> arrivals = 0;
    const FetchFixture fixture([&](std::uint64_t) {
      if (++arrivals >= 60) target.send(number);
      return Trouble::none;
    });
    ChildProcess process(fixture.command({"--per-genre", "100"}));
    target.aim(process.pid());
    const auto outcome = process.finish();
    CHECK(outcome.code == 130);
    CHECK(outcome.errors == "");
    CHECK(contains(outcome.out, "stopped by a signal, all saved; the same command goes on\n"));
    CHECK(fixture.manifest().size() == fixture.files().size());
    CHECK(fixture.manifest().size() >= 30);
    CHECK(fixture.fetch({"--per-genre", "100"}).code == 0);
    CHECK(fixture.manifest().size() >= 190);
  }
}

TEST_CASE("a dry run lists, fetches no cover and makes no folder") {
  const FetchFixture fixture;
  const auto outcome = fixture.fetch({"--per-genre", "12", "--dry-run"});
  CHECK(outcome.errors == "");
  CHECK(outcome.code == 0);
  CHECK(fixture.covers_asked().empty());
  CHECK(!fs::exists(fixture.out()));
  CHECK(contains(outcome.out, "jazz\t"));
  CHECK(contains(outcome.out, fixture.server().covers().url()));
}

TEST_CASE("two at once in one folder") {
  Gate gate;
  const FetchFixture fixture([&](std::uint64_t) { return gate.pass(); });
  ChildProcess first(fixture.command({"--per-genre", "5"}));
  const bool at_work = gate.is_reached();
  const auto second = at_work ? fixture.fetch({"--per-genre", "5"}) : ChildProcess::Outcome{};
  gate.open();
  REQUIRE_MESSAGE(at_work, first.finish().errors);
  CHECK(second.code == 2);
  CHECK(second.errors == "fetch_covers: error: --out " + fixture.out() +
                             ": another fetch_covers is at work here; wait for it, or name another "
                             "folder\n");
  CHECK(first.finish().code == 0);
}

TEST_CASE("a config file has the same keys; options go first") {
  const FetchFixture fixture;
  std::ofstream(fixture.path("fetch.yaml")) << "per_genre: 3\nconnections: 2\n";
  CHECK(fixture.fetch({"--config", fixture.path("fetch.yaml")}).code == 0);
  CHECK(fixture.manifest().size() == 6);
  CHECK(fixture.fetch({"--config", fixture.path("fetch.yaml"), "--per-genre", "4"}).code == 0);
  CHECK(fixture.manifest().size() == 8);
}

TEST_CASE("help begins with what is required and says what each source asks for") {
  const auto outcome = run({SLEEVE_FETCH_COVERS, "--help"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.find("--source") < outcome.out.find("--base"));
  for (const char* part : {"musicbrainz", "forbids: ", "Not built:", "Spotify"}) {
    CHECK(contains(outcome.out, part));
  }
}

}  // namespace
}  // namespace sleeve::tests
