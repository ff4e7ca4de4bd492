// What a run leaves behind, and what it says on the way.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/support/config_file.h"
#include "data/decoding/image_file.h"
#include "engine/safetensors.h"
#include "net/checkpoint.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

std::vector<nlohmann::json> metrics_of(const TrainingFixture& fixture, const std::string& name) {
  std::vector<nlohmann::json> lines;
  std::istringstream text(read_file(fixture.run(name) / "metrics.jsonl"));
  for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

TEST_CASE("a run folder holds what it should") {
  const TrainingFixture fixture;
  const ChildProcess::Outcome outcome = run(fixture.train("a", {"--set", "report.every=4"}));
  CHECK(outcome.code == 0);
  CHECK(outcome.errors.empty());
  CHECK_CONTAINS(outcome.out, "\nstep 20/20  0:00 left");
  CHECK(listing(fixture.run("a")) ==
        "checkpoints\ncheckpoints/latest.safetensors\ncheckpoints/step_000010.safetensors\n"
        "checkpoints/step_000015.safetensors\ncheckpoints/step_000020.safetensors\nconfig.yaml\n"
        "data.yaml\nmetrics.jsonl\nsamples\nsamples/step_000010.png\nsamples/step_000020.png\n"
        "train.log\n");
  CHECK(first_difference(fixture.latest("a"),
                         fixture.run("a") / "checkpoints" / "step_000020.safetensors") == "");

  const std::vector<nlohmann::json> lines = metrics_of(fixture, "a");
  REQUIRE(lines.size() == 5);
  double seconds = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(lines[i].at("step") == 4 * (i + 1));
    CHECK(lines[i].at("seconds").get<double>() > seconds);
    // The time that four steps of four covers took is part of the time that has passed.
    const double passed = lines[i].at("seconds").get<double>() - seconds;
    CHECK(4 * 4 / lines[i].at("images_per_second").get<double>() <= passed);
    seconds = lines[i].at("seconds");
    for (const char* key :
         {"images_per_second", "loss_discriminator", "loss_generator", "probability_real",
          "probability_fake", "genre_accuracy_real", "genre_accuracy_fake"}) {
      CAPTURE(key);
      CHECK(lines[i].at(key).is_number());
    }
  }

  const engine::SafetensorsReader checkpoint(fixture.latest("a"));
  const net::CheckpointInfo info = net::checkpoint_info(checkpoint);
  CHECK(info.step == 20);
  CHECK(info.labels.genres == std::vector<std::string>{"jazz", "pop", "rock"});
  CHECK(info.config == read_file(fixture.run("a") / "config.yaml"));
  CHECK(apps::parse_config(info.config, "").report.every == 4);

  const std::string log = read_file(fixture.run("a") / "train.log");
  for (const std::string part : {"train_gan 0.", "--set report.every=4", "cpu", "done: step 20"}) {
    CHECK_CONTAINS(log, part);
  }
}

TEST_CASE("a diversity term that does not go with the covers is refused") {
  const TrainingFixture fixture;
  const ChildProcess::Outcome outcome =
      run(fixture.train("a", {"--set", "train.diversity_weight=1"}));
  CHECK(outcome.code == 2);
  CHECK_CONTAINS(outcome.errors, "train.diversity_weight: MS-SSIM of images of 16x16 pixels");
  CHECK_FALSE(std::filesystem::exists(fixture.run("a")));
}

TEST_CASE("--dry-run prints the networks and touches nothing") {
  const TrainingFixture fixture;
  const std::string before = listing(fixture.folder());
  const ChildProcess::Outcome outcome = run(fixture.train("a", {"--dry-run"}));
  CHECK(outcome.code == 0);
  CHECK(listing(fixture.folder()) == before);
  for (const std::string part : {"project", "4x4x8", "up.1", "16x16x3", "down.0", "head.source",
                                 "head.genre", "memory", "GFLOP per step"}) {
    CHECK_CONTAINS(outcome.out, part);
  }
  CHECK_CONTAINS(outcome.out, "1,424");  // (8 + 3) * 8 * 4 * 4 + 2 * 8
}

TEST_CASE("help, version and keys") {
  const ChildProcess::Outcome help = run({SLEEVE_TRAIN_GAN, "--help"});
  CHECK(help.code == 0);
  const std::vector<std::string> groups = {
      "Required:", "Recipe:", "Where to begin:", "Computing:", "Program:"};
  std::size_t place = 0;
  for (const std::string& group : groups) {
    CAPTURE(group);
    const std::size_t next = help.out.find(group);
    REQUIRE(next != std::string::npos);
    CHECK(next > place);
    place = next;
  }
  CHECK(run({SLEEVE_TRAIN_GAN, "--version"}).out.starts_with("train_gan 0."));
  CHECK(run({SLEEVE_GENERATE, "--version"}).out.starts_with("generate 0."));
  const ChildProcess::Outcome keys = run({SLEEVE_TRAIN_GAN, "--list-keys"});
  CHECK(keys.code == 0);
  CHECK_CONTAINS(keys.out, "train.generator_rate");
}

TEST_CASE("one genre, or none, trains without the genre loss and says so") {
  const TrainingFixture fixture;
  for (const std::vector<std::string>& genres :
       {std::vector<std::string>{"jazz"}, std::vector<std::string>{}}) {
    CAPTURE(genres.size());
    const std::string name = "with" + std::to_string(genres.size());
    write_covers(fixture.run(name + ".safetensors"), 12, 16, genres);
    std::vector<std::string> command = fixture.train(name);
    command[4] = fixture.run(name + ".safetensors");
    const ChildProcess::Outcome outcome = run(command);
    CHECK(outcome.code == 0);
    CHECK_CONTAINS(outcome.out, "without the genre loss");
    CHECK_FALSE(metrics_of(fixture, name).back().contains("loss_genre_real"));
    std::vector<std::string> draw = {
        "--checkpoint", fixture.run(name), "--out", fixture.run(name + "-drawn"), "--count", "2"};
    if (!genres.empty()) draw.insert(draw.end(), {"--genre", "jazz"});
    CHECK(run(generate(draw)).code == 0);
  }
}

TEST_CASE("--force begins anew") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--steps", "7"})).code == 0);
  write_file(fixture.run("a") / "notes.txt", "mine");
  REQUIRE(run(fixture.train("a", {"--steps", "2", "--force"})).code == 0);
  CHECK(listing(fixture.run("a")) ==
        "checkpoints\ncheckpoints/latest.safetensors\ncheckpoints/step_000000.safetensors\n"
        "checkpoints/step_000002.safetensors\nconfig.yaml\ndata.yaml\nmetrics.jsonl\nnotes.txt\n"
        "samples\nsamples/step_000002.png\ntrain.log\n");
  CHECK(metrics_of(fixture, "a").size() == 2);
  // Whatever is wrong is found before anything is removed.
  const std::string before = listing(fixture.run("a"));
  CHECK(run(fixture.train("a", {"--force", "--init", fixture.covers()})).code == 2);
  CHECK(listing(fixture.run("a")) == before);
}

TEST_CASE("--init takes what fits and says what starts fresh") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--steps", "5"})).code == 0);
  write_covers(fixture.run("other.safetensors"), 12, 16, {"jazz", "metal"});
  std::vector<std::string> command =
      fixture.train("b", {"--steps", "1", "--init", fixture.latest("a")});
  command[4] = fixture.run("other.safetensors");
  const ChildProcess::Outcome outcome = run(command);
  CHECK(outcome.code == 0);
  CHECK_CONTAINS(outcome.out, "weights from");
  CHECK_CONTAINS(outcome.out, "'metal' starts fresh");
  CHECK_FALSE(contains(outcome.out, "'jazz' starts fresh"));

  const engine::SafetensorsReader from(fixture.latest("a"));
  const engine::SafetensorsReader to(fixture.run("b") / "checkpoints" / "step_000000.safetensors");
  for (const char* same : {"generator.up.0.weight", "discriminator.down.1.weight"}) {
    const std::span<const std::byte> x = from.bytes(same), y = to.bytes(same);
    CHECK(std::equal(x.begin(), x.end(), y.begin(), y.end()));
  }
  CHECK(net::checkpoint_info(to).step == 0);
}

TEST_CASE("a terminal gets one live line, a pipe a line per report") {
  const TrainingFixture fixture;
  const ChildProcess::Outcome live =
      run(fixture.train("live"), {.file_size_limit = {}, .terminal = true});
  CHECK(live.code == 0);
  CHECK_CONTAINS(live.out, "\rstep ");
  CHECK_CONTAINS(live.out, "\x1b[K");
  CHECK_FALSE(contains(live.out, "\nstep "));
  std::istringstream drawn(live.out);
  for (std::string line; std::getline(drawn, line, '\r');) {
    if (line.starts_with("step ")) CHECK(line.find("\x1b[K") < 60);  // the terminal's width
  }
  const ChildProcess::Outcome plain = run(fixture.train("plain"));
  CHECK_FALSE(contains(plain.out, "\r"));
  CHECK_CONTAINS(plain.out, "\nstep 7/20  ");
}

TEST_CASE("a grid has a row per genre and a column per latent, drawn by the moving average") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--set", "train.seed=5"})).code == 0);
  const data::Image grid =
      data::decode_image(data::read_image_file(fixture.run("a") / "samples" / "step_000020.png"));
  const int side = 16, gap = 2;
  REQUIRE(grid.width == 8 * (side + gap) - gap);
  REQUIRE(grid.height == 3 * (side + gap) - gap);
  REQUIRE(
      run(generate({"--checkpoint", fixture.run("a"), "--out", fixture.run("drawn"), "--seed", "5",
                    "--count", "8", "--genre", "jazz", "--genre", "pop", "--genre", "rock"}))
          .code == 0);
  const std::vector<std::string> genres = {"jazz", "pop", "rock"};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 8; ++column) {
      const data::Image cover = data::decode_image(
          data::read_image_file(fixture.run("drawn") / (genres[std::size_t(row)] + "_seed5_000" +
                                                        std::to_string(column) + ".png")));
      CAPTURE(row);
      CAPTURE(column);
      for (int y = 0; y < side; ++y) {
        const std::uint8_t* const there = grid.at(column * (side + gap), row * (side + gap) + y);
        CHECK(std::equal(there, there + 3 * side, cover.at(0, y)));
      }
    }
  }
}

TEST_CASE("nobody has to read what it prints") {
  const TrainingFixture fixture;
  ChildProcess child(fixture.train("a", {"--steps", "200"}));
  REQUIRE(child.read_line());
  child.close_output();
  CHECK(child.finish().code == 0);
}

TEST_CASE("a value that is not finite ends the run, with its place, and keeps the checkpoint") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--steps", "5"})).code == 0);
  const std::string bytes = spoil_latest(fixture, "a", "generator.up.0.weight");
  const std::string before = listing(fixture.run("a") / "checkpoints");
  const auto check_ends_at = [&](const std::string& step, const std::string& first,
                                 const std::vector<std::string>& more) {
    const ChildProcess::Outcome outcome = run(fixture.resume("a", more));
    CHECK(outcome.code == 1);
    CHECK_CONTAINS(outcome.errors, "step " + step + ": not a finite number any more, first in " +
                                       first + "; the last good checkpoint is ");
    CHECK_CONTAINS(read_file(fixture.run("a") / "train.log"), "error: step " + step);
    CHECK(read_file(fixture.latest("a")) == bytes);
    CHECK(listing(fixture.run("a") / "checkpoints") == before);
  };
  check_ends_at("6", "the output of generator.up.0", {"--steps", "20"});
  // Without a report it is found before a checkpoint is saved, when it has been everywhere.
  check_ends_at("10", "the output of generator.project",
                {"--steps", "20", "--set", "report.every=20"});
}

}  // namespace
}  // namespace sleeve::tests
