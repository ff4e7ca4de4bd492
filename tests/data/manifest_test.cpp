#include "data/listing/manifest.h"

#include <doctest/doctest.h>

#include "data/errors.h"
#include "data/listing/csv.h"
#include "data/listing/release_date.h"
#include "tests/data/files.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using Names = std::vector<std::string>;

template <typename Function>
std::string error_of(const Function& function) {
  try {
    function();
    return "no error";
  } catch (const data::InputError& error) {
    return error.what();
  }
}

std::string csv_error(const std::string& text) {
  return error_of([&] { data::parse_csv_manifest(text, "m.csv"); });
}
std::string json_error(const std::string& text) {
  return error_of([&] { data::parse_json_manifest(text, "m.jsonl"); });
}

std::vector<data::CsvRecord> records_of(const std::string& text) {
  std::vector<data::CsvRecord> records;
  data::parse_csv(text, "m.csv", [&](data::CsvRecord record) { records.push_back(record); });
  return records;
}

void check_begins(const std::string& text, const std::string& beginning) {
  CAPTURE(text);
  CHECK(text.substr(0, beginning.size()) == beginning);
}

TEST_CASE("CSV: quotes, line ends, and the line each record begins on") {
  const auto records = records_of(
      "\xEF\xBB\xBF"
      "a,b\r\n\n\"x,\"\"y\"\"\",\"two\nlines\"\n,\nlast,\"\"");
  REQUIRE(records.size() == 4);
  CHECK(records[0].fields == Names{"a", "b"});
  CHECK(records[1].fields == Names{"x,\"y\"", "two\nlines"});
  CHECK(records[1].line == 3);
  CHECK(records[2].fields == Names{"", ""});
  CHECK(records[2].line == 5);
  CHECK(records[3].fields == Names{"last", ""});
  CHECK(records_of("").empty());
}

TEST_CASE("CSV: what is wrong is told with its line") {
  const auto error = [](const std::string& text) { return error_of([&] { records_of(text); }); };
  CHECK(error("a,b\nc,\"open\nand on\n") == "m.csv:2: a quote is opened and never closed");
  CHECK(error("a\n\"b\"c\n") == "m.csv:2: text behind a closing quote");
  check_begins(error("a\nb\nc\"d\n"), "m.csv:3: a quote inside a field");
}

TEST_CASE("release dates of three precisions, and what is none") {
  CHECK(data::year_of_date("1969") == 1969);
  CHECK(data::year_of_date("1970-01") == 1970);
  CHECK(data::year_of_date("1999-12-31") == 1999);
  CHECK(data::year_of_date("2000-02-29") == 2000);
  CHECK(data::year_of_date("1860") == 1860);
  CHECK(data::year_of_date("2100") == 2100);
  for (const char* text :
       {"",        "69",      "1859",    "2101",       "19690",      "1969-",
        "1969-1",  "1969-13", "1969-00", "1969-02-30", "1900-02-29", "1969-01-01T00:00",
        "1969/01", "c. 1969", "-969",    "1969-01-",   "1969--1",    " 1969",
        "1969-+1", "+969"}) {
    CAPTURE(text);
    CHECK(!data::year_of_date(text));
  }
  CHECK(data::decade_of_year(1969) == "1960s");
  CHECK(data::decade_of_year(1970) == "1970s");
  CHECK(data::decade_of_year(2009) == "2000s");
}

TEST_CASE("a CSV manifest, with everything a row may say") {
  const data::CoverList list = data::parse_csv_manifest(
      " Path ,GENRES,release_date,Source,license,title,mood\n"
      "a.jpg, jazz ; rock,1959-08-17,Archive,CC0,Blue Hour,calm\n"
      "\"b, c.png\",jazz|,,,,,\n"
      "d.webp,,1970,,\"CC BY, 4.0\",,\n",
      "m.csv");
  REQUIRE(list.entries.size() == 3);
  CHECK(list.entries[0].path == "a.jpg");
  CHECK(list.entries[0].genres == Names{"jazz", "rock"});
  CHECK(list.entries[0].year == 1959);
  CHECK(list.entries[0].source == "Archive");
  CHECK(list.entries[0].licence == "CC0");
  CHECK(list.entries[1].path == "b, c.png");
  CHECK(list.entries[1].genres == Names{"jazz"});
  CHECK(!list.entries[1].year);
  CHECK(list.entries[2].genres.empty());
  CHECK(list.entries[2].licence == "CC BY, 4.0");
  CHECK(list.warnings == Names{"m.csv:1: column 'mood' is not used"});
}

TEST_CASE("what else fetch_covers says of a cover is no surprise, in CSV either") {
  const data::CoverList list = data::parse_csv_manifest(
      "path,width,height,release_date_precision,artist,title,source_id,address,retrieved,sha256\n"
      "a.jpg,500,500,day,A,T,7,https://example.org/a.jpg,2026-01-31T23:59:59Z," +
          std::string(64, 'A') + "\n",
      "m.csv");
  CHECK(list.warnings.empty());
  CHECK(list.entries.at(0).sha256 == std::string(64, 'a'));
  for (const std::string& sha256 : {std::string(63, 'a'), std::string(64, 'g')}) {
    check_begins(csv_error("path,sha256\na.jpg," + sha256 + "\n"),
                 "m.csv:2: '" + sha256 + "' is no SHA-256");
  }
}

TEST_CASE("a date that is none costs the decade, not the cover") {
  const data::CoverList list =
      data::parse_csv_manifest("path,genre,year\na.jpg,jazz,circa 1970\n", "m.csv");
  REQUIRE(list.entries.size() == 1);
  CHECK(!list.entries[0].year);
  REQUIRE(list.warnings.size() == 1);
  check_begins(list.warnings[0], "m.csv:2: 'circa 1970' is no date");
}

TEST_CASE("CSV manifests that cannot be understood") {
  CHECK(csv_error("") == "m.csv: the manifest lists no covers");
  check_begins(csv_error("file,genre\na.jpg,jazz\n"),
               "m.csv:1: the first line must name the columns");
  check_begins(csv_error("path;genre\na.jpg;jazz\n"),
               "m.csv:1: the first line must name the columns");
  check_begins(csv_error("path,date,year\na.jpg,1970,1970\n"), "m.csv:1: column 'year' says what");
  CHECK(csv_error("path,genre\na.jpg,jazz\nb.jpg\n") == "m.csv:3: 1 fields, but 2 columns");
  CHECK(csv_error("path,genre\n ,jazz\n") == "m.csv:2: no path");
  check_begins(csv_error("path\nhttps://example.org/a.jpg\n"),
               "m.csv:2: 'https://example.org/a.jpg' is an address");
  check_begins(csv_error("path,genre\na.jpg,\"r:b\"\n"), "m.csv:2: the genre's name 'r:b' has a");
  check_begins(csv_error("path,genre\na.jpg,\xFFjazz\n"), "m.csv:2: the genre's name is not UTF-8");
  check_begins(csv_error("path,source\na.jpg,\xC3(\n"), "m.csv:2: the text is not UTF-8");
  check_begins(csv_error(std::string("path\na\0b\n", 9)), "m.csv:2: a path with a zero byte");
}

TEST_CASE("a JSON manifest, with everything a line may say") {
  const data::CoverList list = data::parse_json_manifest(
      "{\"path\":\"a.jpg\",\"genres\":[\"jazz\",\" rock \",\"\"],\"release_date\":\"1959-08\"}\r\n"
      "\n"
      "{\"path\":\"b.jpg\",\"genre\":\"pop; "
      "jazz\",\"year\":1984,\"source\":\"S\",\"licence\":\"L\"}\n"
      "{\"path\":\"c.jpg\",\"genres\":null,\"release_date\":null,\"id\":7}",
      "m.jsonl");
  REQUIRE(list.entries.size() == 3);
  CHECK(list.entries[0].genres == Names{"jazz", "rock"});
  CHECK(list.entries[0].year == 1959);
  CHECK(list.entries[1].genres == Names{"pop", "jazz"});
  CHECK(list.entries[1].year == 1984);
  CHECK(list.entries[1].source == "S");
  CHECK(list.entries[1].licence == "L");
  CHECK(list.entries[2].genres.empty());
  CHECK(!list.entries[2].year);
  CHECK(list.warnings == Names{"m.jsonl: key 'id' is not used"});
}

TEST_CASE("JSON manifests that cannot be understood") {
  check_begins(json_error("{\"path\":\"a.jpg\"}\n{\"path\":"), "m.jsonl:2: not JSON");
  check_begins(json_error("[1]"), "m.jsonl:1: not a JSON object");
  CHECK(json_error("{\"genre\":\"jazz\"}") == "m.jsonl:1: no path");
  CHECK(json_error("{\"path\":7}") == "m.jsonl:1: 'path' must be a string");
  CHECK(json_error("{\"path\":\"a\",\"genres\":[1]}") == "m.jsonl:1: 'genres' must hold strings");
  CHECK(json_error("{\"path\":\"a\",\"genres\":{}}") == "m.jsonl:1: 'genres' must be a string");
  CHECK(json_error("{\"path\":\"a\",\"year\":19.5}") == "m.jsonl:1: 'year' must be a string");
  check_begins(json_error("{\"path\":\"a\",\"year\":1970,\"date\":\"1970\"}"), "m.jsonl:1: key '");
  CHECK(json_error("{\"path\":\"a\",\"year\":1e999}") == "m.jsonl:1: a number too large to be one");
  check_begins(json_error("{\"path\":\"\xFF\"}"), "m.jsonl:1: not JSON");
  check_begins(json_error("{\"path\":\"a\",\"genre\":\"b\\u0000\"}"),
               "m.jsonl:1: the genre's name");
}

TEST_CASE("a manifest's paths count from its own folder") {
  const TemporaryFolder folder;
  const std::filesystem::path manifest = folder.path() / "list" / "covers.jsonl";
  write_file(manifest, "{\"path\":\"pictures/a.jpg\"}\n{\"path\":\"/elsewhere/b.jpg\"}\n");
  const data::CoverList list = data::read_manifest(manifest);
  CHECK(list.entries[0].path == folder.path() / "list" / "pictures" / "a.jpg");
  CHECK(list.entries[0].name == "pictures/a.jpg");
  CHECK(list.entries[1].path == "/elsewhere/b.jpg");
}

TEST_CASE("manifests that are none") {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& name, const std::string& text) {
    write_file(folder.path() / name, text);
    return error_of([&] { data::read_manifest(folder.path() / name); });
  };
  const std::string path = folder.path().string();
  CHECK(error("empty.jsonl", "") == path + "/empty.jsonl: the manifest lists no covers");
  CHECK(error("header.csv", "path,genre\n") == path + "/header.csv: the manifest lists no covers");
  check_begins(error("notes.txt", "a"), path + "/notes.txt: no manifest");
}

}  // namespace
}  // namespace sleeve::tests
