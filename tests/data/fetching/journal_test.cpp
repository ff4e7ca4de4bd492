// What the journal promises: nothing counted twice, nothing lost, nobody else's journal taken.
#include "data/fetching/journal.h"

#include <doctest/doctest.h>

#include <fstream>

#include "data/errors.h"
#include "tests/data/files.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using namespace data::fetching;
using data::sources::Album;
using data::sources::Page;

const Settings kSettings = {{"--source", "shop"}, {"--cover-size", "500"}};

class Folder {
 public:
  std::filesystem::path file() const { return folder_.path() / "journal.sqlite"; }
  Journal open() const { return Journal(file(), kSettings); }

 private:
  TemporaryFolder folder_;
};

Album album(const std::string& id, const std::vector<std::string>& labels = {}) {
  Album made;
  made.id = id;
  made.title = "title " + id;
  made.artist = "artist";
  made.cover_url = "http://shop/" + id;
  made.genres = labels;
  return made;
}

Page page(const std::vector<Album>& albums, const std::vector<std::string>& next = {},
          std::size_t passed_over = 0) {
  Page made;
  made.albums = albums;
  made.next = next;
  made.passed_over = passed_over;
  return made;
}

void list(Journal& journal, std::int64_t genre, const Page& contents) {
  const auto pending = journal.next_page(genre, 0);
  REQUIRE(pending);
  journal.record_page(genre, *pending, contents);
}

std::vector<ListedAlbum> listed(Journal& journal, std::int64_t genre) {
  std::int64_t after = 0;
  return journal.listed(genre, after, 100);
}

std::int64_t number_of(Journal& journal, std::int64_t genre, const std::string& id) {
  for (const ListedAlbum& listed_album : listed(journal, genre)) {
    if (listed_album.album.id == id) return listed_album.id;
  }
  return 0;
}

bool keep(Journal& journal, std::int64_t number, const std::string& id,
          const std::string& content) {
  Journal::Results results(journal);
  const bool is_new =
      results.keep(number, {id + ".png", content, 500, 400}, "2026-01-02T03:04:05Z");
  results.commit();
  return is_new;
}

std::vector<CoverRecord> covers(Journal& journal) {
  std::vector<CoverRecord> records;
  journal.for_each_cover([&](const CoverRecord& record) { records.push_back(record); });
  return records;
}

TEST_CASE("a listing goes on where it stopped, in another process too") {
  const Folder folder;
  {
    Journal journal = folder.open();
    const std::int64_t jazz = journal.add_genre("jazz", "jazz 0");
    list(journal, jazz, page({album("a"), album("b")}, {"jazz 1", "jazz 2", "jazz 1"}, 3));
    CHECK(journal.next_page(jazz, 0)->cursor == "jazz 1");
  }
  Journal journal = folder.open();
  const std::int64_t jazz = journal.add_genre("Jazz", "jazz 0");  // letter case does not count
  const auto next = journal.next_page(jazz, 0);
  REQUIRE(next);
  CHECK(next->cursor == "jazz 1");
  CHECK(journal.next_page(jazz, next->id)->cursor == "jazz 2");
  CHECK(listed(journal, jazz).size() == 2);
  list(journal, jazz, page({album("b"), album("c")}, {"jazz 0"}, 4));
  CHECK(listed(journal, jazz).size() == 3);
  list(journal, jazz, page({}));
  CHECK(!journal.next_page(jazz, 0));  // what was read is not asked for again
  CHECK(journal.passed_over() == 7);
}

TEST_CASE("the queue moves on, also past what needs no cover any more") {
  const Folder folder;
  Journal journal = folder.open();
  const std::int64_t jazz = journal.add_genre("jazz", "0");
  list(journal, jazz, page({album("a"), album("b"), album("c")}, {"1"}));
  std::int64_t after = 0;
  const auto first = journal.listed(jazz, after, 2);
  REQUIRE(first.size() == 2);
  CHECK(first[0].album.id == "a");
  CHECK(first[0].album.title == "title a");
  CHECK(first[0].album.cover_url == "http://shop/a");
  CHECK(first[1].album.id == "b");
  {
    Journal::Results results(journal);
    results.refuse(number_of(journal, jazz, "c"), "no cover", "status 404");
    results.put_off(first[0].id);
    results.commit();
  }
  const auto again = journal.listed(jazz, after, 2);  // put off: at the end of the queue now
  REQUIRE(again.size() == 1);
  CHECK(again[0].album.id == "a");
  CHECK(journal.listed(jazz, after, 2).empty());
  CHECK(journal.is_open(first[0].id));
  list(journal, jazz, page({album("d")}));
  CHECK(journal.listed(jazz, after, 2).size() == 1);
  {
    Journal::Results results(journal);
    for (const ListedAlbum& open : listed(journal, jazz)) results.refuse(open.id, "none", "");
    results.commit();
  }
  std::int64_t from_start = 0;
  CHECK(journal.listed(jazz, from_start, 2).empty());
  CHECK(from_start >= after);  // what is refused is not looked at again
}

TEST_CASE("an album of several genres that is put off goes to the end of all their queues") {
  const Folder folder;
  Journal journal = folder.open();
  const std::int64_t jazz = journal.add_genre("jazz", "0");
  const std::int64_t soul = journal.add_genre("soul", "0");
  const std::vector<std::string> both = {"jazz", "soul"};
  list(journal, jazz, page({album("a", both), album("b", both), album("c", both)}));
  const std::int64_t a = number_of(journal, jazz, "a");
  for (const std::int64_t number : {a, number_of(journal, jazz, "b"), a}) {
    Journal::Results results(journal);
    results.put_off(number);
    results.commit();
  }
  for (const std::int64_t genre : {jazz, soul}) {
    const auto queue = listed(journal, genre);
    REQUIRE(queue.size() == 3);
    CHECK(queue[0].album.id == "c");
    CHECK(queue[1].album.id == "b");
    CHECK(queue[2].album.id == "a");
    CHECK(journal.covers(genre) == 0);
  }
  keep(journal, a, "a", "A");
  CHECK(journal.covers(jazz) == 1);
  CHECK(journal.covers(soul) == 1);
}

TEST_CASE("covers are counted by content, once for each genre of all their albums") {
  const Folder folder;
  Journal journal = folder.open();
  const std::int64_t jazz = journal.add_genre("jazz", "0");
  const std::int64_t rock = journal.add_genre("rock", "0");
  list(journal, jazz, page({album("a"), album("b")}));
  list(journal, rock, page({album("b"), album("c")}, {"1"}));
  const std::int64_t a = number_of(journal, jazz, "a"), b = number_of(journal, jazz, "b");
  const std::int64_t c = number_of(journal, rock, "c");
  CHECK(keep(journal, b, "b", "B"));
  CHECK(journal.covers(jazz) == 1);
  CHECK(journal.covers(rock) == 1);
  CHECK(keep(journal, a, "a", "A"));
  CHECK(!keep(journal, c, "c", "A"));  // the cover of a
  CHECK(journal.covers(jazz) == 2);
  CHECK(journal.covers(rock) == 2);
  CHECK(!keep(journal, c, "c", "A"));  // told twice, counted once
  CHECK(journal.covers(rock) == 2);
  CHECK(!journal.is_open(c));
  list(journal, rock, page({album("a")}));  // it has that genre by its cover already
  CHECK(journal.covers(rock) == 2);

  const auto records = covers(journal);
  REQUIRE(records.size() == 2);
  CHECK(records[1].file.name == "a.png");
  CHECK(records[1].album.genres == std::vector<std::string>{"jazz", "rock"});
  CHECK(records[1].retrieved == "2026-01-02T03:04:05Z");
}

TEST_CASE("a genre that an album turns out to have after its cover was fetched counts") {
  const Folder folder;
  Journal journal = folder.open();
  const std::int64_t jazz = journal.add_genre("jazz", "0");
  const std::int64_t rock = journal.add_genre("rock", "0");
  list(journal, jazz, page({album("a", {"jazz", "soul"})}));
  keep(journal, number_of(journal, jazz, "a"), "a", "A");
  CHECK(journal.covers(journal.add_genre("soul", "0")) == 1);
  CHECK(journal.covers(rock) == 0);
  list(journal, rock, page({album("a")}));
  CHECK(journal.covers(rock) == 1);
  CHECK(listed(journal, rock).empty());
  CHECK(covers(journal)[0].album.genres == std::vector<std::string>{"jazz", "rock", "soul"});
}

TEST_CASE("of albums with one cover the one that came out first gives the record") {
  const Folder folder;
  Journal journal = folder.open();
  const std::int64_t jazz = journal.add_genre("jazz", "0");
  Album late = album("late"), early = album("early"), undated = album("undated");
  late.release_date = "1999-01-01";
  early.release_date = "1961-03";
  list(journal, jazz, page({undated, late, early}));
  keep(journal, number_of(journal, jazz, "undated"), "undated", "A");
  keep(journal, number_of(journal, jazz, "late"), "late", "A");
  keep(journal, number_of(journal, jazz, "early"), "early", "A");
  const auto records = covers(journal);
  REQUIRE(records.size() == 1);
  CHECK(records[0].album.id == "early");
  CHECK(records[0].album.release_date == "1961-03");
  CHECK(records[0].file.name == "undated.png");
}

TEST_CASE("a date that an earlier listing did not know is filled in, none is replaced") {
  const Folder folder;
  Journal journal = folder.open();
  const std::int64_t jazz = journal.add_genre("jazz", "0");
  Album dated = album("a"), other = album("a");
  dated.release_date = "1961";
  other.release_date = "2001";
  list(journal, jazz, page({album("a"), dated, other}));
  CHECK(listed(journal, jazz)[0].album.release_date == "1961");
}

TEST_CASE("what is not committed has not happened") {
  const Folder folder;
  {
    Journal journal = folder.open();
    const std::int64_t jazz = journal.add_genre("jazz", "0");
    list(journal, jazz, page({album("a")}));
    Journal::Results results(journal);
    results.keep(number_of(journal, jazz, "a"), {"a.png", "A", 1, 1}, "");
  }
  Journal journal = folder.open();
  CHECK(covers(journal).empty());
  CHECK(listed(journal, journal.add_genre("jazz", "0")).size() == 1);
}

TEST_CASE("a file that is lost is to be fetched again, under all its albums") {
  const Folder folder;
  Journal journal = folder.open();
  const std::int64_t jazz = journal.add_genre("jazz", "0");
  list(journal, jazz, page({album("a"), album("b"), album("c")}));
  for (const char* id : {"a", "b"}) keep(journal, number_of(journal, jazz, id), id, "same");
  keep(journal, number_of(journal, jazz, "c"), "c", "C");
  std::vector<std::string> files;
  journal.for_each_file([&](const std::string& name) { files.push_back(name); });
  CHECK(files == std::vector<std::string>{"a.png", "c.png"});
  journal.forget_file("a.png");
  CHECK(journal.covers(jazz) == 1);
  CHECK(listed(journal, jazz).size() == 2);
  CHECK(covers(journal).size() == 1);
}

TEST_CASE("refusals are counted by kind, with an example") {
  const Folder folder;
  Journal journal = folder.open();
  const std::int64_t jazz = journal.add_genre("jazz", "0");
  list(journal, jazz, page({album("a"), album("b"), album("c")}));
  Journal::Results results(journal);
  results.refuse(1, "truncated", "ends early");
  results.refuse(2, "no cover", "status 404");
  results.refuse(3, "no cover", "status 410");
  results.commit();
  const auto counts = journal.refusals();
  REQUIRE(counts.size() == 2);
  CHECK(counts[0].kind == "no cover");
  CHECK(counts[0].albums == 2);
  CHECK(counts[0].example == "artist - title b: status 404");
  CHECK(listed(journal, jazz).empty());
}

TEST_CASE("a rehearsal knows what the journal knows, and changes nothing") {
  const Folder folder;
  {
    Journal empty = Journal::rehearsal(folder.file(), kSettings);
    empty.add_genre("jazz", "0");
  }
  CHECK(!std::filesystem::exists(folder.file()));
  {
    Journal journal = folder.open();
    list(journal, journal.add_genre("jazz", "0"), page({album("a")}));
  }
  const Bytes before = read_file(folder.file());
  {
    Journal copy = Journal::rehearsal(folder.file(), kSettings);
    const std::int64_t jazz = copy.add_genre("jazz", "0");
    CHECK(listed(copy, jazz).size() == 1);
    keep(copy, 1, "a", "A");
    CHECK(copy.covers(jazz) == 1);
  }
  CHECK(read_file(folder.file()) == before);
  const Settings other = {{"--source", "stall"}};
  CHECK_THROWS_AS(Journal::rehearsal(folder.file(), other), data::InputError);
}

std::string refusal(const std::filesystem::path& file, const Settings& settings) {
  try {
    Journal journal(file, settings);
  } catch (const data::InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("before a page is read, a journal may begin again with other settings") {
  const Folder folder;
  folder.open().add_genre("jazz", "of the first source");
  const Settings others = {{"--source", "shop"}, {"--cover-size", "1000"}};
  {
    Journal journal(folder.file(), others);
    const std::int64_t jazz = journal.add_genre("jazz", "of the second");
    CHECK(journal.next_page(jazz, 0)->cursor == "of the second");
    list(journal, jazz, page({album("a")}));
  }
  CHECK(refusal(folder.file(), kSettings) != "");
  CHECK(refusal(folder.file(), others) == "");
}

TEST_CASE("a journal of other settings, of something else, or damaged is not used") {
  const Folder folder;
  const std::string name = folder.file().string();
  {
    Journal journal = folder.open();
    const std::int64_t jazz = journal.add_genre("jazz", "0");
    std::vector<Album> albums;
    for (int i = 0; i < 500; ++i) albums.push_back(album(std::to_string(i)));
    list(journal, jazz, page(albums));
  }
  CHECK(refusal(folder.file(), {{"--source", "shop"}, {"--cover-size", "1000"}}) ==
        name +
            ": this folder was begun with --cover-size '500', not '1000'; ask for the same "
            "again, or choose another folder");
  CHECK(refusal(folder.file(), kSettings) == "");

  const Bytes whole = read_file(folder.file());
  Bytes damaged = whole;
  for (std::size_t i = 8192; i + 4096 < damaged.size(); ++i) damaged[i] = 0x5A;
  for (const Bytes& bytes :
       {damaged, Bytes(whole.begin(), whole.begin() + 5000), Bytes(6000, std::uint8_t{7})}) {
    write_file(folder.file(), bytes);
    const std::string text = refusal(folder.file(), kSettings);
    CAPTURE(text);
    CHECK(text.starts_with(name + ": damaged: "));
    CHECK(
        text.ends_with("; move it and manifest.jsonl elsewhere and run again: covers that are "
                       "there are taken over, not fetched again"));
  }
  std::filesystem::remove(folder.file());
}

}  // namespace
}  // namespace sleeve::tests
