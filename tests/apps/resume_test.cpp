// A run that was stopped, in whatever way, goes on to the same bytes as one that never was.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <random>

#include "engine/safetensors.h"
#include "net/checkpoint.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

/// Dropout, instance noise, decades, codes, flips: everything that is drawn anew in each step.
const std::vector<std::string> kEverythingRandom = {"--set", "train.dropout=0.2",
                                                    "--set", "train.instance_noise=0.5",
                                                    "--set", "train.instance_noise_steps=20",
                                                    "--set", "model.decades=true",
                                                    "--set", "model.codes=2",
                                                    "--set", "data.flip=true"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST_CASE("ten steps and ten more are the bytes of twenty, on every number of threads") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("straight", kEverythingRandom)).code == 0);
  const auto check_same = [&](const std::string& name) {
    CAPTURE(name);
    CHECK(first_difference(fixture.latest("straight"), fixture.latest(name)) == "");
  };

  REQUIRE(run(fixture.train("halves", with(kEverythingRandom, {"--steps", "10"}))).code == 0);
  CHECK(first_difference(fixture.latest("straight"), fixture.latest("halves")) != "");
  REQUIRE(run(fixture.resume("halves", {"--steps", "20"})).code == 0);
  check_same("halves");

  for (const std::string threads : {"1", "2", "3"}) {
    const std::string name = "threads" + threads;
    REQUIRE(run(fixture.train(name, with(kEverythingRandom, {"--threads", threads}))).code == 0);
    check_same(name);
  }
}

TEST_CASE("a run with a diversity term goes on to the same bytes") {
  const TrainingFixture fixture;
  const std::filesystem::path covers = fixture.run("large.safetensors");
  write_covers(covers, 24, 32, {"jazz", "pop"});
  const auto train = [&](const std::string& name, const std::string& steps) {
    std::vector<std::string> command =
        fixture.train(name, {"--steps", steps, "--set", "model.image_size=32", "--set",
                             "data.batch=8", "--set", "train.diversity_weight=2"});
    command[4] = covers;
    return run(command);
  };
  REQUIRE(train("straight", "12").code == 0);
  REQUIRE(train("halves", "6").code == 0);
  REQUIRE(run(fixture.resume("halves", {"--steps", "12"})).code == 0);
  CHECK(first_difference(fixture.latest("straight"), fixture.latest("halves")) == "");
  CHECK_CONTAINS(read_file(fixture.run("halves") / "metrics.jsonl"), "loss_diversity");
}

TEST_CASE("a run that is done says so, and one that goes on says what changes") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a")).code == 0);
  const std::string before = read_file(fixture.latest("a"));
  const ChildProcess::Outcome done = run(fixture.resume("a"));
  CHECK(done.code == 0);
  CHECK_CONTAINS(done.out, "done: step 20");
  CHECK(read_file(fixture.latest("a")) == before);

  const ChildProcess::Outcome more =
      run(fixture.resume("a", {"--steps", "25", "--set", "train.generator_rate=1e-5"}));
  CHECK(more.code == 0);
  CHECK_CONTAINS(more.out, "going on at step 20");
  CHECK_CONTAINS(more.out, "train.steps: 20 -> 25");
  CHECK_CONTAINS(more.out, "train.generator_rate: 2e-04 -> 1e-05");
  CHECK_CONTAINS(read_file(fixture.run("a") / "config.yaml"), "steps: 25");
}

TEST_CASE("metrics of steps that are run again are written once") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--set", "report.checkpoint_every=10"})).code == 0);
  const std::filesystem::path checkpoints = fixture.run("a") / "checkpoints";
  std::filesystem::rename(checkpoints / "step_000010.safetensors", fixture.latest("a"));
  REQUIRE(run(fixture.resume("a")).code == 0);
  const std::string metrics = read_file(fixture.run("a") / "metrics.jsonl");
  CHECK(std::count(metrics.begin(), metrics.end(), '\n') == 20);
}

TEST_CASE("SIGINT and SIGTERM finish the step, save, and exit with 130") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("straight",
                            {"--steps", "5000", "--set", "report.every=100", "--set",
                             "report.checkpoint_every=5000", "--set", "report.samples_every=5000"}))
              .code == 0);
  for (const int number : {SIGINT, SIGTERM}) {
    CAPTURE(number);
    const std::string name = "stopped" + std::to_string(number);
    ChildProcess child(fixture.train(
        name, {"--steps", "5000", "--set", "report.every=100", "--set",
               "report.checkpoint_every=5000", "--set", "report.samples_every=5000"}));
    for (std::optional<std::string> line = child.read_line();
         line && !line->starts_with("step 100/"); line = child.read_line()) {
    }
    child.send(number);
    const ChildProcess::Outcome outcome = child.finish();
    CHECK(outcome.code == 130);
    CHECK_CONTAINS(outcome.out, "stopped by a signal");
    const auto step = net::checkpoint_info(engine::SafetensorsReader(fixture.latest(name))).step;
    CHECK(step >= 100);
    CHECK(step < 5000);
    REQUIRE(run(fixture.resume(name)).code == 0);
    CHECK(first_difference(fixture.latest("straight"), fixture.latest(name)) == "");
  }
}

TEST_CASE("a signal that nohup ignores stays ignored") {
  const TrainingFixture fixture;
  std::vector<std::string> command = fixture.train("a", {"--steps", "300"});
  command.insert(command.begin(), {"/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh"});
  ChildProcess child(command);
  for (int line = 0; line < 5; ++line) REQUIRE(child.read_line());
  child.send(SIGHUP);
  CHECK(child.finish().code == 0);
}

TEST_CASE("killed at any moment, the latest checkpoint is whole and goes on to the same bytes") {
  const TrainingFixture fixture;
  const std::vector<std::string> settings = {"--steps", "20", "--set", "report.checkpoint_every=1"};
  REQUIRE(run(fixture.train("straight", settings)).code == 0);
  std::mt19937 random(20240817);
  for (int round = 0; round < 12; ++round) {
    CAPTURE(round);
    const std::string name = "killed" + std::to_string(round);
    int kills = 0;
    for (bool done = false; !done;) {
      const bool fresh = !std::filesystem::exists(fixture.latest(name));
      ChildProcess child(fresh ? fixture.train(name, with(settings, {"--force"}))
                               : fixture.resume(name));
      const unsigned lines = kills < 3 ? random() % 8 : 1000;
      for (unsigned i = 0; i < lines && child.read_line(); ++i) {
        if (!fresh || i > 1) {
          CHECK_NOTHROW(net::checkpoint_info(engine::SafetensorsReader(fixture.latest(name))));
        }
      }
      if (lines < 1000) child.send(SIGKILL);
      const int code = child.finish().code;
      done = code == 0;
      REQUIRE((done || code == 128 + SIGKILL));
      ++kills;
    }
    CHECK(first_difference(fixture.latest("straight"), fixture.latest(name)) == "");
    CHECK_FALSE(contains(listing(fixture.run(name)), "tmp"));
  }
}

TEST_CASE("a full disk ends the run with a clear error, and the checkpoints before it stand") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--steps", "10"})).code == 0);
  const std::string before = read_file(fixture.latest("a"));
  REQUIRE(before.size() > 30'000);
  const ChildProcess::Outcome outcome =
      run(fixture.resume("a", {"--steps", "20"}), {.file_size_limit = 20'000, .terminal = false});
  CHECK(outcome.code == 1);
  CHECK_CONTAINS(outcome.errors, "step_000015.safetensors: cannot be written");
  CHECK(read_file(fixture.latest("a")) == before);
  CHECK(listing(fixture.run("a") / "checkpoints") ==
        "latest.safetensors\nstep_000000.safetensors\nstep_000005.safetensors\n"
        "step_000010.safetensors\n");
  REQUIRE(run(fixture.resume("a", {"--steps", "20"})).code == 0);
}

}  // namespace
}  // namespace sleeve::tests
