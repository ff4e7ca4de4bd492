// From a folder of all sorts of files to a data set, end to end.
#include "data/preparing/prepare.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "data/content_hash.h"
#include "data/data_set.h"
#include "data/decoding/image_file.h"
#include "data/errors.h"
#include "data/listing/manifest.h"
#include "data/resize.h"
#include "data/sha256.h"
#include "engine/file_error.h"
#include "tests/data/files.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using Names = std::vector<std::string>;

data::PrepareOptions options_of(int size, int threads = 2) {
  data::PrepareOptions options;
  options.size = size;
  options.threads = threads;
  options.program = "test";
  return options;
}

data::PrepareReport prepare(const std::filesystem::path& input, const std::filesystem::path& out,
                            const data::PrepareOptions& options = options_of(32)) {
  return data::prepare_covers(data::list_covers(input), options, out);
}

/// Covers of two genres: rock has `count` of them, jazz the next so many.
void make_covers(const std::filesystem::path& folder, int count) {
  for (int i = 0; i < 2 * count; ++i) {
    const std::string name = (i < count ? "rock/" : "jazz/") + std::to_string(i) + ".png";
    write_file(folder / name, encode_png(waves(40, 40, std::uint64_t(i))));
  }
}

/// The side of the split each picture is on, by its pixels.
std::map<std::string, int> splits_of(const std::filesystem::path& data_set) {
  const data::DataSet covers(data_set);
  std::map<std::string, int> splits;
  for (std::int64_t row = 0; row < covers.count(); ++row) {
    const auto image = covers.image(row);
    splits[std::string(image.begin(), image.end())] = covers.splits()[std::size_t(row)];
  }
  return splits;
}

const data::RefusedFile& refused(const data::PrepareReport& report, const std::string& name) {
  const auto found = std::find_if(report.refused.begin(), report.refused.end(),
                                  [&](const data::RefusedFile& file) { return file.name == name; });
  REQUIRE(found != report.refused.end());
  return *found;
}

TEST_CASE("good covers become rows, in order of their paths, and the rest is reported") {
  const TemporaryFolder folder;
  const std::filesystem::path covers = folder.path() / "covers", out = folder.path() / "out";
  const data::Image first = waves(100, 80, 1), second = waves(64, 64, 2), third = waves(33, 70, 3);
  write_file(covers / "jazz" / "a.jpg", encode_png(first));  // whatever its name
  write_file(covers / "jazz" / "same.png", encode_webp(second));
  write_file(covers / "rock" / "same again.webp", encode_webp(second));
  write_file(covers / "rock" / "c", encode_webp(third));
  write_file(covers / "loose.jpg", encode_jpeg(waves(50, 50, 4)));
  Bytes cut = encode_jpeg(first);
  cut.resize(cut.size() / 2);
  write_file(covers / "rock" / "cut.jpg", cut);
  write_file(covers / "rock" / "page.jpg", "<!doctype html>");
  write_file(covers / "jazz" / "tiny.png", encode_png(waves(31, 200, 5)));
  std::filesystem::create_symlink(covers / "nowhere", covers / "jazz" / "gone.jpg");

  const data::PrepareReport report = prepare(covers, out);
  CHECK(report.files == 9);
  CHECK(report.covers.total() == 4);
  CHECK(report.genres.at("jazz").total() == 2);
  CHECK(report.genres.at("rock").total() == 2);
  CHECK(report.unlabelled == 1);
  CHECK(report.identical == std::vector<Names>{{"jazz/same.png", "rock/same again.webp"}});
  CHECK(report.near_duplicates.empty());
  CHECK(report.refused.size() == 4);
  CHECK(refused(report, "rock/cut.jpg").refusal == data::Refusal::kTruncated);
  CHECK(refused(report, "rock/page.jpg").reason == "not an image: looks like HTML");
  CHECK(refused(report, "jazz/tiny.png").refusal == data::Refusal::kTooSmall);
  CHECK(refused(report, "jazz/gone.jpg").refusal == data::Refusal::kUnreadable);

  const data::DataSet made(out);
  CHECK(made.size() == 32);
  CHECK(made.genre_names() == Names{"jazz", "rock"});
  CHECK(made.decade_names().empty());
  REQUIRE(made.count() == 4);
  const auto pixels = [&](std::int64_t row) {
    const auto image = made.image(row);
    return Bytes(image.begin(), image.end());
  };
  CHECK(pixels(0) == data::centre_square(first, 32).pixels);
  CHECK(pixels(1) == data::centre_square(second, 32).pixels);
  CHECK(pixels(3) == data::centre_square(third, 32).pixels);
  CHECK(Bytes(made.genres().begin(), made.genres().end()) == Bytes{1, 0, 1, 1, 0, 0, 0, 1});
  const auto how = nlohmann::json::parse(made.metadata().at("prepared"));
  CHECK(how["program"] == "test");
  CHECK(how["identical_files_merged"] == 1);
  CHECK(how["refused"] == 4);
}

TEST_CASE("the report as JSON has every file that was not taken as it is") {
  const TemporaryFolder folder;
  make_covers(folder.path() / "covers", 2);
  write_file(folder.path() / "covers" / "rock" / "not \xFF utf8.jpg", "{\"a\":1}");
  const data::PrepareReport report = prepare(folder.path() / "covers", folder.path() / "out");
  const auto json = nlohmann::json::parse(data::to_json(report));
  CHECK(json["files"] == 5);
  REQUIRE(json["refused"].size() == 1);
  CHECK(json["refused"][0]["kind"] == "not an image");
  CHECK(json["refused"][0]["reason"] == "not an image: looks like JSON");
}

TEST_CASE("the same covers give the same bytes, whatever the number of threads") {
  const TemporaryFolder folder;
  make_covers(folder.path() / "covers", 60);  // more than one block of files
  prepare(folder.path() / "covers", folder.path() / "one", options_of(32, 1));
  const Bytes expected = read_file(folder.path() / "one");
  for (const int threads : {2, 3, 7}) {
    prepare(folder.path() / "covers", folder.path() / "many", options_of(32, threads));
    CHECK(read_file(folder.path() / "many") == expected);
  }
}

TEST_CASE("a manifest's genres, dates and origins arrive; identical files join theirs") {
  const TemporaryFolder folder;
  write_file(folder.path() / "a.png", encode_png(waves(40, 40, 1)));
  write_file(folder.path() / "a again.png", encode_png(waves(40, 40, 1)));
  write_file(folder.path() / "b.png", encode_png(waves(40, 40, 2)));
  write_file(folder.path() / "c.png", encode_png(waves(40, 40, 3)));
  write_file(folder.path() / "covers.csv",
             "path,genres,date,source,licence\n"
             "a.png,soul;jazz,1985,Archive,CC0\n"
             "a again.png,funk,1971-05,Archive,CC0\n"
             "b.png,jazz,,Archive,CC0\n"
             "c.png,,2003-01-31,Label,by permission\n");
  const data::PrepareReport report = prepare(folder.path() / "covers.csv", folder.path() / "out");
  CHECK(report.decades.at("1970s").total() == 1);
  const data::DataSet made(folder.path() / "out");
  CHECK(made.genre_names() == Names{"funk", "jazz", "soul"});
  CHECK(made.decade_names() == Names{"1970s", "2000s"});
  CHECK(Bytes(made.genres().begin(), made.genres().end()) == Bytes{1, 1, 1, 0, 1, 0, 0, 0, 0});
  CHECK(std::vector<std::int16_t>(made.decades().begin(), made.decades().end()) ==
        std::vector<std::int16_t>{0, -1, 1});
  CHECK(made.metadata().at("origins") ==
        R"([{"source":"Archive","licence":"CC0","covers":2},)"
        R"({"source":"Label","licence":"by permission","covers":1}])");
}

TEST_CASE("a file that is not the one its manifest was made for is refused") {
  const TemporaryFolder folder;
  const Bytes a = encode_png(waves(40, 40, 1)), b = encode_png(waves(40, 40, 2));
  write_file(folder.path() / "same.png", a);
  write_file(folder.path() / "changed.png", b);
  write_file(folder.path() / "not stated.png", b);
  std::string capitals = data::sha256(a);
  std::transform(capitals.begin(), capitals.end(), capitals.begin(), ::toupper);
  write_file(folder.path() / "covers.csv",
             "path,genre,sha256\n"
             "same.png,jazz," +
                 capitals +
                 "\n"
                 "changed.png,jazz," +
                 data::sha256(a) +
                 "\n"
                 "not stated.png,rock,\n");
  const data::PrepareReport report = prepare(folder.path() / "covers.csv", folder.path() / "out");
  CHECK(report.warnings.empty());
  CHECK(report.covers.total() == 2);
  REQUIRE(report.refused.size() == 1);
  CHECK(refused(report, "changed.png").refusal == data::Refusal::kChanged);
  CHECK(refused(report, "changed.png").reason.find("not the file that was listed") == 0);
}

TEST_CASE("a cover's side of the split does not depend on the other covers") {
  const TemporaryFolder folder;
  const std::filesystem::path covers = folder.path() / "covers", out = folder.path() / "out";
  data::PrepareOptions options = options_of(32);
  options.held_out = 0.3;
  make_covers(covers, 20);
  prepare(covers, out, options);
  const std::map<std::string, int> before = splits_of(out);
  const auto held_out = std::count_if(before.begin(), before.end(), [](const auto& cover) {
    return cover.second == data::kHeldOut;
  });
  CHECK(held_out > 0);
  CHECK(held_out < 40);
  for (int i = 100; i < 140; ++i) {
    write_file(covers / "another" / (std::to_string(i) + ".png"),
               encode_png(waves(40, 40, std::uint64_t(i))));
  }
  std::filesystem::rename(covers / "rock", covers / "a renamed genre");
  prepare(covers, out, options);
  const std::map<std::string, int> after = splits_of(out);
  CHECK(after.size() == 80);
  for (const auto& [image, split] : before) CHECK(after.at(image) == split);
}

TEST_CASE("near-duplicates are on one side: held out if one of them would be alone") {
  const TemporaryFolder folder;
  const std::filesystem::path covers = folder.path() / "covers", out = folder.path() / "out";
  data::PrepareOptions options = options_of(32);
  options.held_out = 0.4;
  std::vector<bool> any_held_out;
  bool any_mixed = false;
  constexpr int kPictures = 30;
  for (int i = 0; i < kPictures; ++i) {
    const data::Image picture = waves(200, 200, std::uint64_t(i));
    const Bytes original = encode_png(picture), encoded = encode_jpeg(picture, 60);
    write_file(covers / "rock" / (std::to_string(i) + ".png"), original);
    write_file(covers / "rock" / (std::to_string(i) + ".jpg"), encoded);
    const bool one = data::is_held_out(data::content_hash(original), options.held_out);
    const bool other = data::is_held_out(data::content_hash(encoded), options.held_out);
    any_held_out.push_back(one || other);
    any_mixed = any_mixed || one != other;
  }
  REQUIRE(any_mixed);
  const data::PrepareReport report = prepare(covers, out, options);
  REQUIRE(report.near_duplicates.size() == kPictures);
  const data::CoverList list = data::list_covers(covers);
  const data::DataSet made(out);
  for (std::int64_t row = 0; row < made.count(); ++row) {
    const int picture = std::stoi(list.entries[std::size_t(row)].path.stem());
    CHECK(made.splits()[std::size_t(row)] == (any_held_out[std::size_t(picture)] ? 1 : 0));
  }
}

TEST_CASE("progress counts every file once") {
  const TemporaryFolder folder;
  make_covers(folder.path() / "covers", 50);
  data::PrepareOptions options = options_of(32, 1);
  std::vector<std::size_t> seen;
  options.progress = [&](std::size_t done, std::size_t total) {
    CHECK(total == 100);
    seen.push_back(done);
  };
  prepare(folder.path() / "covers", folder.path() / "out", options);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(seen.size() > 1);
  CHECK(seen.back() == 100);
}

TEST_CASE("what cannot become a data set leaves no file behind") {
  const TemporaryFolder folder;
  const std::filesystem::path covers = folder.path() / "covers", out = folder.path() / "out";
  const auto error = [&](const data::PrepareOptions& options = options_of(32)) -> std::string {
    try {
      prepare(covers, out, options);
      return "no error";
    } catch (const data::InputError& thrown) {
      return thrown.what();
    }
  };
  write_file(covers / "pop" / "a.jpg", "<html>");
  CHECK(error() ==
        "none of the 1 files can be used; for instance pop/a.jpg: not an image: looks "
        "like HTML");
  make_covers(covers, 3);
  CHECK(error().find("genre 'pop': no cover of it can be used") == 0);
  std::filesystem::remove_all(covers / "pop");
  CHECK(error(options_of(15)).find("--size 15 is out of range") == 0);
  data::PrepareOptions all_held_out = options_of(32);
  all_held_out.held_out = 1;
  CHECK(error(all_held_out).find("--held-out") == 0);
  all_held_out.held_out = NAN;
  CHECK(error(all_held_out).find("--held-out") == 0);
  CHECK(!std::filesystem::exists(out));
  CHECK_THROWS_AS(prepare(covers, folder.path() / "no" / "out"), engine::WriteError);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("few labels are warned of") {
  const TemporaryFolder folder;
  for (int i = 0; i < 5; ++i) {
    write_file(folder.path() / "covers" / (std::to_string(i) + ".png"),
               encode_png(waves(40, 40, std::uint64_t(i))));
  }
  const data::PrepareReport unlabelled = prepare(folder.path() / "covers", folder.path() / "out");
  REQUIRE(unlabelled.warnings.size() == 1);
  CHECK(unlabelled.warnings[0] == "no cover has a genre: good for pre-training only");
  CHECK(data::DataSet(folder.path() / "out").genre_names().empty());
  std::filesystem::create_directory(folder.path() / "covers" / "rock");
  std::filesystem::rename(folder.path() / "covers" / "0.png", folder.path() / "covers/rock/0.png");
  data::PrepareOptions most = options_of(32);
  most.held_out = 0.999999;
  const data::PrepareReport one = prepare(folder.path() / "covers", folder.path() / "out", most);
  REQUIRE(one.warnings.size() == 2);
  CHECK(one.warnings[0] == "there is one genre only: training will leave the genre loss out");
  CHECK(one.warnings[1] == "genre 'rock' is held out entirely: add covers of it");
}

}  // namespace
}  // namespace sleeve::tests
