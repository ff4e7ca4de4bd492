#include "data/listing/cover_list.h"

#include <doctest/doctest.h>

#include "data/errors.h"
#include "tests/data/files.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

std::string error_of(const std::filesystem::path& input) {
  try {
    data::list_covers(input);
    return "no error";
  } catch (const data::InputError& error) {
    return error.what();
  }
}

TEST_CASE(
    "a folder's folders are genres, files beside them are unlabelled, hidden ones are passed by") {
  const TemporaryFolder folder;
  for (const char* name : {"rock/b.jpg", "rock/live/1999/a", "jazz/c.png", "loose.webp",
                           ".hidden.jpg", "jazz/.DS_Store", "jazz/.thumbnails/t.png", ".git/x"}) {
    write_file(folder.path() / name, "x");
  }
  const data::CoverList list = data::list_covers(folder.path());
  std::vector<std::string> names;
  for (const data::CoverEntry& entry : list.entries) names.push_back(entry.name);
  CHECK(names ==
        std::vector<std::string>{"jazz/c.png", "loose.webp", "rock/b.jpg", "rock/live/1999/a"});
  CHECK(list.entries[0].genres == std::vector<std::string>{"jazz"});
  CHECK(list.entries[1].genres.empty());
  CHECK(list.entries[3].genres == std::vector<std::string>{"rock"});
  CHECK(list.entries[3].path == folder.path() / "rock" / "live" / "1999" / "a");
}

TEST_CASE("a folder named with a slash at its end, or from within, is the same folder") {
  const TemporaryFolder folder;
  write_file(folder.path() / "jazz" / "a.jpg", "x");
  const data::CoverList list = data::list_covers(folder.path().string() + "/");
  CHECK(list.entries[0].name == "jazz/a.jpg");
  CHECK(list.entries[0].genres == std::vector<std::string>{"jazz"});
}

TEST_CASE("a folder that fetch_covers filled is what its manifest says") {
  const TemporaryFolder folder;
  write_file(folder.path() / "covers" / "a.jpg", "x");
  write_file(folder.path() / "journal.sqlite", "x");
  write_file(folder.path() / "manifest.jsonl",
             "{\"path\":\"covers/a.jpg\",\"genres\":[\"jazz\"]}\n");
  const data::CoverList list = data::list_covers(folder.path());
  REQUIRE(list.entries.size() == 1);
  CHECK(list.entries[0].path == folder.path() / "covers" / "a.jpg");
  CHECK(list.entries[0].genres == std::vector<std::string>{"jazz"});
}

TEST_CASE("folders that cannot be a data set") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  CHECK(error_of(folder.path() / "missing") ==
        path + "/missing: No such file or directory; give a folder of covers or a manifest");
  CHECK(error_of(folder.path()).find("no covers here; put them into one folder per genre") !=
        std::string::npos);
  write_file(folder.path() / "jazz" / "a.jpg", "x");
  std::filesystem::create_directories(folder.path() / "pop" / "empty");
  CHECK(error_of(folder.path()) ==
        path + "/pop: the genre has no covers; add some or remove the folder");
  std::filesystem::remove_all(folder.path() / "pop");
  write_file(folder.path() / "r,b" / "a.jpg", "x");
  CHECK(error_of(folder.path()).find("'r,b' has a ','") != std::string::npos);
}

}  // namespace
}  // namespace sleeve::tests
