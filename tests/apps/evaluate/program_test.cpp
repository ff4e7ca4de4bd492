// The program from end to end, as a user would: a small model of covers drawn by code.
#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "data/data_set.h"
#include "data/decoding/image_file.h"
#include "tests/apps/evaluate/evaluate_fixture.h"

namespace sleeve::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// The data set with every cover of `genre` but `left` moved to the training split.
void write_with_few_held_out(const fs::path& from, const fs::path& to, int genre, int left) {
  const data::DataSet covers(from);
  data::CoverLabels labels{covers.genre_names(), covers.decade_names(), {}, {}, {}};
  labels.genres.assign(covers.genres().begin(), covers.genres().end());
  labels.decades.assign(covers.decades().begin(), covers.decades().end());
  labels.splits.assign(covers.splits().begin(), covers.splits().end());
  for (std::int64_t row = 0; row < covers.count(); ++row) {
    std::uint8_t& split = labels.splits[std::size_t(row)];
    if (split == data::kHeldOut && covers.has_genre(row, genre) && left-- <= 0) {
      split = data::kTrain;
    }
  }
  data::write_data_set(to, covers.size(), labels, {{"origins", "[]"}, {"prepared", "{}"}},
                       [&](std::size_t row) { return covers.image(std::int64_t(row)); });
}

json figures(const fs::path& report) {
  json all = json::parse(read_file(report));
  all.erase("compared");
  return all;
}

TEST_CASE("a report says what was compared, genre by genre, and ends in a verdict") {
  const EvaluateFixture fixture;
  const ChildProcess::Outcome outcome = run(fixture.evaluate());
  INFO(outcome.errors);
  REQUIRE(outcome.code == 0);
  const json report = json::parse(read_file(fixture.report()));
  CHECK_CONTAINS(outcome.out, "report: " + fixture.report().string());
  const std::string verdict = report["verdict"]["line"];
  CHECK(outcome.out.ends_with(verdict + "\n"));
  CHECK(report["compared"]["step"] == 4);
  CHECK(report["overall"]["ms_ssim"]["convention"] == "clamp");
  CHECK(report["overall"]["covers"]["generated"] == 6 * 12);

  const data::DataSet covers(fixture.data());
  REQUIRE(report["genres"].size() == 6);
  for (std::size_t genre = 0; genre < 6; ++genre) {
    const json& of_genre = report["genres"][genre];
    CHECK(of_genre["name"] == covers.genre_names()[genre]);
    std::int64_t training = 0, held_out = 0;
    for (std::int64_t row = 0; row < covers.count(); ++row) {
      if (!covers.has_genre(row, int(genre))) continue;
      ++(covers.splits()[std::size_t(row)] == data::kTrain ? training : held_out);
    }
    CHECK(of_genre["covers"]["training"] == training);
    CHECK(of_genre["covers"]["held_out"] == std::min<std::int64_t>(held_out, 12));
    CHECK(of_genre["covers"]["generated"] == 12);
    CHECK(of_genre["genre_accuracy"]["generated_by_classifier"]["count"] == 12);
    CHECK(of_genre["decade_accuracy"]["generated_by_discriminator"]["count"] == 12);
    CHECK(of_genre["ms_ssim"]["between"]["count"].get<int>() <= 30);
  }
  const std::string page = read_file(fixture.run("report.html"));
  for (const char* name : {"covers", "latents", "walks", "neighbours"}) {
    CHECK_CONTAINS(page, name);
  }
}

TEST_CASE("the same command makes the same report, and the number of threads no difference") {
  const EvaluateFixture fixture;
  REQUIRE(run(fixture.evaluate({"--force"})).code == 0);
  const std::string report = read_file(fixture.report());
  const std::string page = read_file(fixture.run("report.html"));
  const json before = figures(fixture.report());
  REQUIRE(run(fixture.evaluate({"--force"})).code == 0);
  CHECK(read_file(fixture.report()) == report);
  CHECK(read_file(fixture.run("report.html")) == page);
  REQUIRE(run(fixture.evaluate({"--force", "--threads", "3"})).code == 0);
  CHECK(figures(fixture.report()) == before);
  REQUIRE(run(fixture.evaluate({"--force", "--seed", "2"})).code == 0);
  CHECK(figures(fixture.report()) != before);
}

TEST_CASE("a classifier is kept, read again, and refused for what it was not made for") {
  const EvaluateFixture fixture;
  const std::string file = fixture.run("classifier.safetensors");
  const Arguments command = fixture.evaluate({"--classifier", file, "--force"});
  const ChildProcess::Outcome first = run(command);
  REQUIRE(first.code == 0);
  CHECK_CONTAINS(first.out, "training the classifier");
  const std::string report = read_file(fixture.report());
  const std::string bytes = read_file(file);
  const ChildProcess::Outcome second = run(command);
  REQUIRE(second.code == 0);
  CHECK_FALSE(contains(second.out, "training the classifier"));
  CHECK(read_file(fixture.report()) == report);
  CHECK(read_file(file) == bytes);

  const auto with_data = [&](const std::string& name) {
    Arguments other = fixture.evaluate_with("--data", fixture.run(name));
    other.insert(other.end(), {"--classifier", file, "--force"});
    return other;
  };
  write_demo(fixture.run("other.safetensors"), 2);
  fixture.check_refused(with_data("other.safetensors"), "was trained on other covers");
  Arguments not_one = fixture.evaluate({"--classifier", fixture.data(), "--force"});
  fixture.check_refused(not_one, "not a classifier of Sleeve");
}

TEST_CASE("a genre with fewer than two held-out covers leaves gaps that say why") {
  const EvaluateFixture fixture;
  write_with_few_held_out(fixture.data(), fixture.run("one.safetensors"), 2, 1);
  REQUIRE(run(fixture.evaluate_with("--data", fixture.run("one.safetensors"))).code == 0);
  const json report = json::parse(read_file(fixture.report()));
  const json& one = report["genres"][2];
  CHECK(one["covers"]["held_out"] == 1);
  CHECK_CONTAINS(one["ms_ssim"]["real"]["missing"].get<std::string>(), "1 held-out cover; two");
  CHECK(one["ms_ssim"]["generated"].contains("mean"));
  CHECK(one["generated_against_held_out"]["frechet"].contains("missing"));

  write_with_few_held_out(fixture.data(), fixture.run("none.safetensors"), 2, 0);
  Arguments command = fixture.evaluate_with("--data", fixture.run("none.safetensors"));
  command.emplace_back("--force");
  REQUIRE(run(command).code == 0);
  const json without = json::parse(read_file(fixture.report()))["genres"][2];
  CHECK(without["genre_accuracy"]["real_by_classifier"].contains("missing"));
  CHECK(without["ms_ssim"]["between"].contains("missing"));
}

TEST_CASE("a generator that is deaf to its latents is called collapsed") {
  const EvaluateFixture fixture;
  const fs::path latest = fixture.latest("model");
  std::string bytes = read_file(latest);
  {
    const engine::SafetensorsReader file(latest);
    const std::span<const std::byte> weight = file.bytes("generator_ema.project.weight");
    const std::string text(reinterpret_cast<const char*>(weight.data()), weight.size());
    const std::size_t rows = file.tensors().at("generator_ema.project.weight").shape[0];
    REQUIRE(rows == 8 + 3 + 3);
    const std::size_t latents = weight.size() / rows * 8;
    bytes.replace(bytes.find(text), latents, std::string(latents, '\0'));
  }
  fs::remove(latest);  // which is the numbered one, too
  write_file(latest, bytes);
  const ChildProcess::Outcome outcome = run(fixture.evaluate());
  REQUIRE(outcome.code == 0);
  CHECK_CONTAINS(outcome.out, "Collapsed in 6 of 6 genres");
  const json report = json::parse(read_file(fixture.report()));
  for (const json& genre : report["genres"]) {
    CHECK(genre["ms_ssim"]["generated"]["mean"].get<double>() >= 0.9999);
  }
}

TEST_CASE("compared covers can be exported, by kind and genre") {
  const EvaluateFixture fixture;
  const fs::path folder = fixture.run("images");
  const Arguments command = fixture.evaluate({"--export-images", folder});
  REQUIRE(run(command).code == 0);
  const json report = json::parse(read_file(fixture.report()));
  for (const json& genre : report["genres"]) {
    const std::string name = genre["name"];
    const auto files = [&](const char* kind) {
      const fs::directory_iterator all(folder / kind / name);
      return std::distance(fs::begin(all), fs::end(all));
    };
    CHECK(files("generated") == genre["covers"]["generated"]);
    CHECK(files("real") == genre["covers"]["held_out"]);
    CHECK(data::decode_image(data::read_image_file(folder / "generated" / name / "00000.png"))
              .width == kSize);
  }
  fs::remove(fixture.report());
  fs::remove(fixture.run("report.html"));
  fixture.check_refused(command, "generated: exists");
}

}  // namespace
}  // namespace sleeve::tests
