// The program fetch_covers, as a user meets it.
#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
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

TEST_CASE("a list of addresses: the covers it names, with its labels, source and licence") {
  const FetchFixture fixture;
  {
    std::ofstream list(fixture.path("list.csv"));
    list << "url,genres,date,source,licence,mood\n";
    for (int album = 0; album < 5; ++album) {
      list << "https://covers.invalid/imageserver/v2/albums/alb." << album
           << "/images/500x500.jpg,jazz;soul,1961-03,My site,CC0,calm\n";
    }
  }
  const auto outcome =
      run({SLEEVE_FETCH_COVERS, "--source", "manifest", "--manifest", fixture.path("list.csv"),
           "--covers-base", fixture.server().covers().url(), "--genres", "jazz", "--per-genre",
           "10", "--out", fixture.out()});
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

TEST_CASE("twenty kills, and every cover is fetched once but for those in flight") {
  constexpr int kConnections = 4;
  std::atomic<ChildProcess*> child = nullptr;
  std::atomic<std::uint64_t> arrivals = 0, kill_at = ~std::uint64_t{0};
  const FetchFixture fixture(
      [&](std::uint64_t) {
        if (++arrivals >= kill_at) {
          if (ChildProcess* const victim = child.exchange(nullptr)) victim->send(SIGKILL);
        }
        return Trouble::none;
      },
      800);
  const Arguments command =
      fixture.command({"--per-genre", "800", "--connections", std::to_string(kConnections)});
  std::uint64_t random = 12345;
  int kills = 0;
  for (; kills < 20; ++kills) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    kill_at = arrivals + 1 + (random >> 33) % 90;
    ChildProcess process(command);
    child = &process;
    const int code = process.finish().code;
    child = nullptr;
    REQUIRE(code == 128 + SIGKILL);
  }
  kill_at = ~std::uint64_t{0};
  const auto outcome = run(command);
  CHECK(outcome.errors == "");
  REQUIRE(outcome.code == 0);
  CHECK(fixture.manifest().size() == 1600);
  CHECK(fixture.files().size() == 1600);
  const auto asked = fixture.covers_asked();
  CHECK(asked.size() == 1600);
  std::size_t twice = 0;
  for (const auto& [path, times] : asked) twice += static_cast<std::size_t>(times - 1);
  MESSAGE(twice << " of 1600 covers were asked for again after " << kills << " kills");
  // Requests, and what waits for the disk (data/fetching/keeper.cpp), of each run killed.
  CHECK(twice <= static_cast<std::size_t>(kills) * (2 * kConnections + 32));
}

TEST_CASE("a signal saves what there is and exits with 130") {
  for (const int number : {SIGINT, SIGTERM}) {
    std::atomic<ChildProcess*> child = nullptr;
    std::atomic<int> arrivals = 0;
    const FetchFixture fixture([&](std::uint64_t) {
      if (++arrivals >= 60) {
        if (ChildProcess* const process = child.exchange(nullptr)) process->send(number);
      }
      return Trouble::none;
    });
    ChildProcess process(fixture.command({"--per-genre", "100"}));
    child = &process;
    const auto outcome = process.finish();
    child = nullptr;
    CHECK(outcome.code == 130);
    CHECK(outcome.errors == "");
    CHECK(contains(outcome.out, "stopped by a signal, all saved; the same command goes on\n"));
    CHECK(fixture.manifest().size() == fixture.files().size());
    CHECK(fixture.manifest().size() >= 30);
    CHECK(fixture.fetch({"--per-genre", "100"}).code == 0);
    CHECK(fixture.manifest().size() >= 190);
  }
}

TEST_CASE("a dry run lists, fetches no cover and leaves nothing behind") {
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
  std::atomic<bool> second_done = false;
  std::atomic<int> arrivals = 0;
  const FetchFixture fixture([&](std::uint64_t) {
    ++arrivals;
    arrivals.notify_all();
    second_done.wait(false);
    return Trouble::none;
  });
  ChildProcess first(fixture.command({"--per-genre", "5"}));
  arrivals.wait(0);
  const auto second = fixture.fetch({"--per-genre", "5"});
  second_done = true;
  second_done.notify_all();
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
