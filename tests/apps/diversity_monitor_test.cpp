// How alike the covers of a genre are, watched while a model trains.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/train/monitor.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::apps {
namespace {

using tests::contains;
using tests::run;
using tests::TrainingFixture;

/// A genre whose real pairs score from 0 to 0.38.
GenreDiversity genre_of(const std::string& name, std::vector<float> generated) {
  std::vector<float> real;
  for (int i = 0; i < 20; ++i) real.push_back(float(i) / 50);
  return {name,
          {.real = distribution_of(real), .generated = distribution_of(generated), .between = {}}};
}

const std::vector<float> kAlike = {0.9F, 0.95F, 0.99F}, kVaried = {0, 0.05F, 0.3F};

TEST_CASE("a genre that has collapsed twice in a row is reported once, and when it recovers") {
  Monitor monitor(net::TrainConfig{});
  const auto texts = [&](const std::vector<float>& jazz, const std::vector<float>& rock) {
    return monitor.observe_diversity({genre_of("jazz", jazz), genre_of("rock", rock)});
  };
  CHECK(texts(kAlike, kVaried).empty());
  CHECK(texts(kVaried, kAlike).empty());
  CHECK(monitor.collapsed_genres() == "");

  const std::vector<std::string> collapsed = texts(kVaried, kAlike);
  REQUIRE(collapsed.size() == 1);
  CHECK(collapsed[0].starts_with("warning: "));
  CHECK(contains(collapsed[0], "rock (0.95, real 0.19 and 0.36)"));
  CHECK_FALSE(contains(collapsed[0], "jazz"));
  CHECK(monitor.collapsed_genres() == "rock collapsed");
  CHECK(texts(kAlike, kAlike).empty());
  CHECK(texts(kAlike, kAlike).size() == 1);
  CHECK(monitor.collapsed_genres() == "2 genres collapsed");

  const std::vector<std::string> recovered = texts(kVaried, kAlike);
  REQUIRE(recovered.size() == 1);
  CHECK(recovered[0].starts_with("no longer collapsed: jazz (0.05, real"));
  CHECK(monitor.collapsed_genres() == "rock collapsed");
  CHECK(texts(kVaried, kVaried).size() == 1);
  CHECK(monitor.collapsed_genres() == "");
  CHECK(texts(kVaried, kAlike).empty());
}

TEST_CASE("without figures nothing is said, and nothing forgotten") {
  Monitor monitor(net::TrainConfig{});
  const GenreDiversity unknown{"rock", {}};
  CHECK(monitor.observe_diversity({genre_of("rock", kAlike)}).empty());
  CHECK(monitor.observe_diversity({unknown}).empty());
  CHECK(monitor.observe_diversity({genre_of("rock", kAlike)}).size() == 1);
  CHECK(monitor.observe_diversity({unknown}).empty());
  CHECK(monitor.collapsed_genres() == "rock collapsed");
}

/// The fixture's training on covers of 32 pixels, three of two genres and one of a third.
std::vector<std::string> train(const TrainingFixture& fixture, const std::string& name,
                               const std::vector<std::string>& more) {
  const std::string covers = fixture.run("large.safetensors").string();
  if (!std::filesystem::exists(covers)) tests::write_covers(covers, 24, 32, {"jazz", "pop"});
  std::vector<std::string> command = fixture.train(name, {"--set", "model.image_size=32"});
  command[4] = covers;
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

std::vector<nlohmann::json> diversity_lines(const TrainingFixture& fixture,
                                            const std::string& name) {
  std::vector<nlohmann::json> lines;
  std::istringstream text(tests::read_file(fixture.run(name) / "metrics.jsonl"));
  for (std::string line; std::getline(text, line);) {
    const nlohmann::json json = nlohmann::json::parse(line);
    if (json.contains("diversity")) lines.push_back(json);
  }
  return lines;
}

TEST_CASE("a generator that draws one cover is called collapsed, in the log and on every line") {
  const TrainingFixture fixture;
  // Untrained, it draws grey.
  const tests::ChildProcess::Outcome outcome = run(train(
      fixture, "a", {"--set", "train.generator_rate=0", "--set", "report.diversity_every=5"}));
  CHECK(outcome.code == 0);
  const std::string log = tests::read_file(fixture.run("a") / "train.log");
  for (const std::string& text : {outcome.out, log}) {
    CHECK_CONTAINS(text, "the generator has collapsed: jazz (1.00, real ");
    CHECK_CONTAINS(text, ", pop (1.00, real ");
  }
  CHECK_CONTAINS(outcome.out, "\nstep 10/20  0:0");
  CHECK_CONTAINS(outcome.out, "\nstep 11/20  [2 genres collapsed]  0:0");

  const std::vector<nlohmann::json> lines = diversity_lines(fixture, "a");
  REQUIRE(lines.size() == 4);
  CHECK(lines[1].at("step") == 10);
  CHECK(lines[1].at("seconds").get<double>() > 0);
  CHECK(lines[1].at("diversity").at("convention") == "clamp");
  const nlohmann::json& jazz = lines[1].at("diversity").at("genres").at("jazz");
  CHECK(jazz.at("judgement") == "bad");
  CHECK(jazz.at("generated").at("count") == 100);
  CHECK(jazz.at("generated").at("median").get<double>() > 0.99);
  CHECK(jazz.at("real").at("count") == 66);  // all pairs of 12 covers
  CHECK(jazz.at("real").at("percentile_95").get<double>() < 0.9);
  CHECK(lines[0].at("diversity").at("genres").at("jazz").at("real") == jazz.at("real"));
}

TEST_CASE("measuring changes nothing of a run, also when it goes on") {
  const TrainingFixture fixture;
  const std::vector<std::string> often = {"--set", "report.diversity_every=1"};
  REQUIRE(run(train(fixture, "never", {"--set", "report.diversity_every=0"})).code == 0);
  REQUIRE(run(train(fixture, "often", often)).code == 0);
  CHECK(tests::first_difference(fixture.latest("never"), fixture.latest("often")) == "");
  CHECK(diversity_lines(fixture, "never").empty());

  REQUIRE(
      run(train(fixture, "halves", {"--set", "report.diversity_every=1", "--steps", "10"})).code ==
      0);
  REQUIRE(run(fixture.resume("halves", {"--steps", "20"})).code == 0);
  const auto figures = [&](const std::string& name) {
    std::vector<nlohmann::json> all;
    for (const nlohmann::json& line : diversity_lines(fixture, name)) {
      all.push_back(line.at("diversity"));
    }
    return all;
  };
  CHECK(figures("halves") == figures("often"));
  CHECK(figures("often").size() == 20);
}

TEST_CASE("a genre with one cover is a stated gap, and covers too small are not measured") {
  const TrainingFixture fixture;
  const std::string covers = fixture.run("few.safetensors").string();
  tests::write_covers(covers, 3, 32, {"jazz", "pop"});
  std::vector<std::string> command =
      fixture.train("few", {"--set", "model.image_size=32", "--set", "report.diversity_every=10"});
  command[4] = covers;
  REQUIRE(run(command).code == 0);
  const nlohmann::json genres = diversity_lines(fixture, "few").at(0).at("diversity").at("genres");
  CHECK(genres.at("pop").at("judgement") == "unknown");
  CHECK(genres.at("pop").at("real").at("missing") == "1 training cover; two are needed");
  CHECK(genres.at("jazz").at("real").at("count") == 1);

  REQUIRE(run(fixture.train("small")).code == 0);
  CHECK_CONTAINS(tests::read_file(fixture.run("small") / "train.log"),
                 "diversity is not measured: MS-SSIM of images of 16x16 pixels");
  CHECK(diversity_lines(fixture, "small").empty());
}

TEST_CASE("in a model with decades pairs are of one decade") {
  const TrainingFixture fixture;
  const std::string covers = fixture.run("dated.safetensors").string();
  tests::write_covers(covers, 40, 32, {}, {"1960s", "1970s"});
  std::vector<std::string> command =
      fixture.train("dated", {"--set", "model.image_size=32", "--set", "model.decades=true"});
  command[4] = covers;
  REQUIRE(run(command).code == 0);
  const nlohmann::json all =
      diversity_lines(fixture, "dated").at(0).at("diversity").at("genres").at("all");
  CHECK(all.at("generated").at("count") == 100);
  CHECK(all.at("real").at("count") == 100);
}

}  // namespace
}  // namespace sleeve::apps
