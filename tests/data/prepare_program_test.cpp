// The program prepare, as a user meets it.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "data/data_set.h"
#include "tests/data/files.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using Arguments = std::vector<std::string>;

ChildProcess::Outcome prepare(Arguments arguments, const RunOptions& options = {}) {
  arguments.insert(arguments.begin(), SLEEVE_PREPARE);
  return run(arguments, options);
}

void make_covers(const std::filesystem::path& folder) {
  for (std::uint64_t i = 0; i < 12; ++i) {
    write_file(folder / (i % 2 == 0 ? "jazz" : "rock") / (std::to_string(i) + ".png"),
               encode_png(waves(80, 64, i)));
  }
  write_file(folder / "rock" / "page.jpg", "<html>");
}

TEST_CASE("a folder becomes a data set with a report and a summary") {
  const TemporaryFolder folder;
  make_covers(folder.path() / "covers");
  const std::string out = (folder.path() / "covers.safetensors").string();
  const auto outcome = prepare({(folder.path() / "covers").string(), "--size", "64", "--out", out});
  CHECK(outcome.errors == "");
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("1 not an image, e.g. rock/page.jpg: not an image: looks like HTML") !=
        std::string::npos);
  CHECK(outcome.out.find('\r') == std::string::npos);  // no live line in a pipe
  const data::DataSet made(out);
  CHECK(made.count() == 12);
  CHECK(made.size() == 64);
  const Bytes report = read_file(out + ".report.json");
  CHECK(nlohmann::json::parse(report.begin(), report.end())["refused"].size() == 1);
}

TEST_CASE("nothing that is there is replaced without --force") {
  const TemporaryFolder folder;
  make_covers(folder.path() / "covers");
  const std::string covers = (folder.path() / "covers").string();
  const std::string out = (folder.path() / "covers.safetensors").string();
  for (const std::string& name : {out, out + ".report.json"}) {
    write_file(name, "precious");
    const auto refused = prepare({covers, "--out", out});
    CHECK(refused.code == 2);
    CHECK(refused.errors ==
          "prepare: error: " + name + " is there already; choose another --out, or --force\n");
    CHECK(read_file(name).size() == 8);
    if (name == out) std::filesystem::remove(name);
  }
  CHECK(prepare({covers, "--out", out, "--force"}).code == 0);
  CHECK(data::DataSet(out).count() == 12);
}

TEST_CASE("wrong usage and wrong input end with 2 and say what to do") {
  const TemporaryFolder folder;
  make_covers(folder.path() / "covers");
  const std::string covers = (folder.path() / "covers").string();
  const std::string out = (folder.path() / "out").string();
  const auto check = [](const Arguments& arguments, const std::string& part) {
    const auto outcome = prepare(arguments);
    CAPTURE(outcome.errors);
    CHECK(outcome.code == 2);
    CHECK(outcome.errors.find("prepare: error: ") == 0);
    CHECK(outcome.errors.find(part) != std::string::npos);
  };
  check({covers}, "--out");
  check({"--out", out}, "or ask for --demo");
  check({covers, "--demo", "--out", out}, "excludes");
  check({covers, "--out", out, "--count", "5"}, "--demo");
  check({covers, "--out", out, "--size", "four"}, "--size");
  check({covers, "--out", out, "--size", "5000"}, "--size 5000 is out of range; from 16 to 1024");
  check({covers, "--out", out, "--held-out", "1.5"}, "--held-out");
  check({covers, "--out", out, "--threads", "-1"}, "--threads");
  check({"--demo", "--count", "0", "--out", out}, "--count");
  check({covers + "/missing", "--out", out}, "missing: No such file or directory; give a folder");
  check({covers, "--out", (folder.path() / "no" / "out").string()}, "create it first");
  check({covers, "--size", "128", "--out", out}, "none of the 13 files can be used; for instance");
  write_file(folder.path() / "m.csv", "path,genre\n\"a.jpg,jazz\n");
  check({(folder.path() / "m.csv").string(), "--out", out},
        "m.csv:2: a quote is opened and never closed");
  CHECK(!std::filesystem::exists(out));
}

TEST_CASE("a full disk ends with 1 and leaves what was there") {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  make_covers(folder.path() / "covers");
  write_file(out, "precious");
  RunOptions full_disk;
  full_disk.file_size_limit = 20000;
  const auto outcome =
      prepare({(folder.path() / "covers").string(), "--force", "--out", out}, full_disk);
  CHECK(outcome.code == 1);
  CHECK(outcome.errors.find("prepare: error: ") == 0);
  CHECK(read_file(out).size() == 8);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 2);
}

TEST_CASE("demo covers need no input, and a terminal sees them come") {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "demo.safetensors").string();
  RunOptions terminal;
  terminal.terminal = true;
  const auto outcome = prepare({"--demo", "--count", "72", "--size", "32", "--out", out}, terminal);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("drawing 72 of 72") != std::string::npos);
  CHECK(data::DataSet(out).count() == 72);
  CHECK(!std::filesystem::exists(out + ".report.json"));
}

TEST_CASE("help begins with what is required") {
  const auto outcome = prepare({"--help"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.find("--out") < outcome.out.find("--size"));
}

}  // namespace
}  // namespace sleeve::tests
