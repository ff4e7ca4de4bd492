// What fetch_covers says of everything that can be wrong, and that it keeps what it has.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "tests/apps/fetch/fetch_fixture.h"
#include "tests/servers/certificate.h"
#include "tests/servers/server.h"

namespace sleeve::tests {
namespace {

namespace fs = std::filesystem;

void check_refused(const ChildProcess::Outcome& outcome, const std::string& text, int code = 2) {
  CAPTURE(text);
  CAPTURE(outcome.errors);
  CHECK(outcome.code == code);
  CHECK(outcome.errors.starts_with("fetch_covers: error: "));
  CHECK(outcome.errors.find(text) != std::string::npos);
  CHECK(outcome.errors.find("test-key") == std::string::npos);
}

void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

TEST_CASE("wrong usage") {
  const FetchFixture fixture;
  const std::string program = SLEEVE_FETCH_COVERS;
  check_refused(run({program}), "--source is required");
  check_refused(run({program, "--source", "napster"}), "--genres is required");
  check_refused(run({program, "--source", "napster", "--genres", "a"}), "--out is required");
  check_refused(fixture.fetch({"--per-genre", "0"}),
                "--per-genre: 0 is not allowed; allowed: a whole number from 1 to 10000000");
  check_refused(fixture.fetch({"--genre", "a"}), "unknown option --genre; the nearest is --genres");
  check_refused(run({program, "--source", "spotify", "--genres", "a", "--out", fixture.out()}),
                "there is no source 'spotify'; there are musicbrainz, deezer, napster, manifest");
  check_refused(run({program, "--source", "musicbrainz", "--genres", "a", "--out", fixture.out()}),
                "--contact is required for musicbrainz");
  check_refused(run({program, "--source", "manifest", "--genres", "a", "--out", fixture.out()}),
                "--manifest");
  check_refused(run({program, "--source", "napster", "--genres", "a,A", "--out", fixture.out()}),
                "--genres: 'A' is there twice");
  write(fixture.path("bad.yaml"), "per_gnre: 3\n");
  check_refused(fixture.fetch({"--config", fixture.path("bad.yaml")}),
                "bad.yaml:1: per_gnre: unknown key; the nearest is per_genre");
  write(fixture.path("batch.yaml"), "batch: 3\n");
  check_refused(fixture.fetch({"--config", fixture.path("batch.yaml")}), "the nearest is base");
  check_refused(fixture.fetch({"--config", fixture.path("none.yaml")}), "No such file");
  CHECK(!fs::exists(fixture.out()));
}

TEST_CASE("an address list: what it says in vain is told, and private addresses are not asked") {
  const FetchFixture fixture;
  const std::string address = fixture.server().covers().url("/a.jpg");
  write(fixture.path("list.csv"), "url,genre,datee\n" + address + ",jazz,1959\n");
  const ChildProcess::Outcome outcome =
      run({SLEEVE_FETCH_COVERS, "--source", "manifest", "--manifest", fixture.path("list.csv"),
           "--genres", "jazz", "--out", fixture.out()});
  CHECK(outcome.code == 0);
  CHECK(outcome.errors ==
        "fetch_covers: warning: " + fixture.path("list.csv") + ":1: column 'datee' is not used\n");
  CAPTURE(outcome.out);
  CHECK(outcome.out.find("1 private address, e.g. " + address) != std::string::npos);
  CHECK(fixture.server().covers().arrivals().empty());
}

TEST_CASE("keys") {
  const FetchFixture fixture;
  ::unsetenv("NAPSTER_API_KEY");
  check_refused(fixture.fetch(), "NAPSTER_API_KEY");
  const std::string file = fixture.path("key");
  check_refused(fixture.fetch({"--key-file", file}), "key: cannot be read: No such file");
  write(file, "test-key\n");
  fs::permissions(file, fs::perms(0644));
  check_refused(fixture.fetch({"--key-file", file}), "others can read or change it; chmod 600 ");
  fs::permissions(file, fs::perms(0600));
  CHECK(fixture.fetch({"--key-file", file, "--per-genre", "2"}).code == 0);
  write(file, "two words");
  check_refused(fixture.fetch({"--key-file", file}), "holds more than a key");
  write(file, "");
  check_refused(fixture.fetch({"--key-file", file}), "is empty");
  write(file, "wrong-key-of-mine");
  const auto refused = fixture.fetch({"--key-file", file, "--per-genre", "500"});
  check_refused(refused, "key");
  CHECK(refused.errors.find("wrong-key-of-mine") == std::string::npos);
  CHECK(fixture.manifest().size() >= 4);
}

TEST_CASE("an unknown genre is answered with the nearest that there are") {
  const FetchFixture fixture;
  check_refused(fixture.fetch({"--genres", "jazz,rokc"}),
                "no genre 'rokc'; the nearest are rock, jazz");
  CHECK(fixture.fetch({"--per-genre", "5"}).code == 0);
}

TEST_CASE("folders that cannot be used") {
  const FetchFixture fixture;
  write(fixture.path("file"), "precious");
  check_refused(fixture.fetch({"--out", fixture.path("file")}), "is a file; name a folder");
  check_refused(fixture.fetch({"--out", fixture.path("file") + "/below"}), "", 1);
  fs::create_directory(fixture.path("mine"));
  write(fixture.path("mine/manifest.jsonl"), "precious");
  check_refused(fixture.fetch({"--out", fixture.path("mine")}),
                "move it elsewhere, or name another");
  CHECK(fs::file_size(fixture.path("mine/manifest.jsonl")) == 8);
}

TEST_CASE("a folder of other settings, and a damaged journal") {
  const FetchFixture fixture;
  REQUIRE(fixture.fetch({"--per-genre", "5"}).code == 0);
  check_refused(fixture.fetch({"--cover-size", "600"}),
                "begun with --cover-size '500', not '600'; ask for the same again, or choose");
  const std::string journal = fixture.out() + "/journal.sqlite";
  fs::resize_file(journal, 6000);
  check_refused(fixture.fetch(), "/journal.sqlite: damaged: ");
  // What the error advises.
  fs::rename(journal, fixture.path("journal"));
  fs::rename(fixture.out() + "/manifest.jsonl", fixture.path("manifest"));
  const auto asked = fixture.covers_asked();
  CHECK(fixture.fetch({"--per-genre", "5"}).code == 0);
  CHECK(fixture.covers_asked() == asked);
  CHECK(fixture.manifest().size() == 10);
}

TEST_CASE("a full disk ends with 1; all that was fetched before is kept") {
  const FetchFixture fixture;
  REQUIRE(fixture.fetch({"--per-genre", "5"}).code == 0);
  const auto before = fixture.manifest();
  for (const std::uint64_t limit : {1000, 100000}) {
    const auto outcome =
        fixture.fetch({"--per-genre", "100"}, {.file_size_limit = limit, .terminal = false});
    CAPTURE(outcome.errors);
    check_refused(outcome, "make room", 1);
    CHECK(fixture.manifest().size() >= before.size());
    if (limit < 100000) continue;  // its journal could not even be opened
    CHECK(outcome.out.find("\nfetched       ") != std::string::npos);
    CHECK(outcome.out.find("\nrefused       ") != std::string::npos);
  }
  CHECK(fixture.fetch({"--per-genre", "100"}).code == 0);
  for (const auto& [id, entry] : before) CHECK(fixture.manifest().at(id) == entry);
}

TEST_CASE("a certificate that has expired") {
  const FetchFixture fixture;
  const Certificate certificate("IP:127.0.0.1", -1);
  certificate.write(fixture.path("trusted.pem"));
  const Server server(certificate, [](const auto&, auto&) {});
  const Arguments options = {"--base", server.url(), "--certificates", fixture.path("trusted.pem")};
  const auto outcome = fixture.fetch(options);
  check_refused(outcome, "expired", 1);
  check_refused(outcome, "; all that was fetched is kept, and the same command goes on\n", 1);
  Arguments rehearsal = options;
  rehearsal.push_back("--dry-run");
  const auto rehearsed = fixture.fetch(rehearsal);
  check_refused(rehearsed, "expired", 1);
  CHECK(rehearsed.errors.find("kept") == std::string::npos);
  CHECK(server.arrivals().empty());
}

TEST_CASE("no network, and a name that nobody knows" * doctest::test_suite("slow")) {
  const FetchFixture fixture;
  REQUIRE(fixture.fetch({"--per-genre", "2"}).code == 0);
  ChildProcess refused(
      fixture.command({"--out", fixture.path("a"), "--base", "http://127.0.0.1:1"}));
  ChildProcess unknown(
      fixture.command({"--out", fixture.path("b"), "--base", "http://nobody.invalid"}));
  const std::string kept = "; all that was fetched is kept, and the same command goes on\n";
  const auto no_server = refused.finish(), no_name = unknown.finish();
  for (const auto* outcome : {&no_server, &no_name}) check_refused(*outcome, kept, 1);
  check_refused(no_server, "127.0.0.1:1", 1);
  check_refused(no_server, "no connection", 1);
  check_refused(no_name, "nobody.invalid", 1);
  check_refused(no_name, "no address was found for this host", 1);
}

}  // namespace
}  // namespace sleeve::tests
