// What train_gan says of everything a user may get wrong, and that it touches nothing then.
#include <doctest/doctest.h>

#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

using Arguments = std::vector<std::string>;

/// Refused with exit code 2 and a message on standard error; the folder stays as it was.
void check_refused(const TrainingFixture& fixture, const Arguments& command,
                   const std::string& message) {
  CAPTURE(message);
  const std::string before = listing(fixture.folder());
  const ChildProcess::Outcome outcome = run(command);
  CHECK(outcome.code == 2);
  CHECK(outcome.errors.starts_with("train_gan: error: "));
  CHECK_CONTAINS(outcome.errors, message);
  CHECK(outcome.out.empty());
  CHECK(listing(fixture.folder()) == before);
}

TEST_CASE("wrong usage") {
  const TrainingFixture fixture;
  const std::string program = SLEEVE_TRAIN_GAN;
  check_refused(fixture, {program}, "--run is required");
  check_refused(fixture, {program, "--run", fixture.run("a")}, "--config is required");
  check_refused(fixture, {program, "--run", fixture.run("a"), "--config", fixture.recipe()},
                "--data is required");
  check_refused(fixture, fixture.train("a", {"--stesp", "4"}),
                "unknown option --stesp; the nearest is --steps");
  check_refused(fixture, fixture.train("a", {"--steps"}), "--steps");
  check_refused(fixture, fixture.train("a", {"--steps", "few"}), "--steps");
  check_refused(fixture, fixture.train("a", {"--steps", "0"}), "train.steps: 0 is not allowed");
  check_refused(fixture, fixture.train("a", {"--threads", "-1"}), "--threads");
  check_refused(fixture, fixture.train("a", {"--device", "gpu"}), "--device gpu");
  check_refused(fixture, fixture.train("a", {"--resume", "--init", "x"}), "exclude each other");
  check_refused(fixture, fixture.train("a", {"--resume", "--force"}), "exclude each other");
  check_refused(fixture, fixture.train("a", {"--trace-steps", "0"}), "--trace-steps");
}

TEST_CASE("recipes that cannot be") {
  const TrainingFixture fixture;
  const auto with_recipe = [&](const std::string& yaml) {
    write_file(fixture.run("bad.yaml"), yaml);
    Arguments command = fixture.train("a");
    command[2] = fixture.run("bad.yaml");
    return command;
  };
  const std::string name = fixture.run("bad.yaml").string();
  check_refused(fixture, with_recipe("train:\n  generator_rat: 1\n"),
                name + ":2: train.generator_rat: unknown key; the nearest is train.generator_rate");
  check_refused(fixture, with_recipe("train:\n  steps: -4\n"), name + ":2: train.steps: -4");
  check_refused(fixture, with_recipe("train:\n  steps: [4]\n"), name + ":2: train.steps");
  check_refused(fixture, with_recipe("data: {batch: 4}\ndata: {batch: 5}\n"), "given twice");
  check_refused(fixture, with_recipe("model: {image_size: 20}\n"), name + ": model");
  check_refused(fixture, with_recipe("train: {precision: f16}\n"), "allowed: f32, tf32, bf16");
  check_refused(fixture, fixture.train("a", {"--device", "cpu", "--set", "train.precision=bf16"}),
                "--device cpu: the cpu backend computes in f32 only, not in bf16; choose f32 "
                "(train.precision), or a GPU");
  check_refused(fixture, fixture.train("a", {"--set", "train.rate=1"}), "--set train.rate=1");
  Arguments command = fixture.train("a");
  command[2] = fixture.run("none.yaml");
  check_refused(fixture, command, "none.yaml: cannot be read: No such file");
  command[2] = fixture.folder();
  check_refused(fixture, command, "cannot be read: Is a directory");
}

TEST_CASE("data sets that cannot be trained on") {
  const TrainingFixture fixture;
  const auto with_data = [&](const std::string& file, const Arguments& more = {}) {
    Arguments command = fixture.train("a", more);
    command[4] = fixture.run(file);
    return command;
  };
  check_refused(fixture, with_data("none.safetensors"), "none.safetensors");
  check_refused(fixture, with_data("recipe.yaml"), "recipe.yaml");
  check_refused(fixture, fixture.train("a", {"--set", "model.image_size=32"}),
                "its covers have 16 pixels a side, but the recipe wants 32");

  const std::string whole = read_file(fixture.covers());
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, std::size_t{100}, whole.size() / 2, whole.size() - 1}) {
    CAPTURE(length);
    write_file(fixture.run("cut.safetensors"), whole.substr(0, length));
    check_refused(fixture, with_data("cut.safetensors"), "cut.safetensors");
  }
  write_covers(fixture.run("ageless.safetensors"), 8, 16, {"jazz", "pop"});
  check_refused(fixture, with_data("ageless.safetensors", {"--set", "model.decades=true"}),
                "has no decades");
}

TEST_CASE("a folder that holds a run is not taken") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--steps", "1"})).code == 0);
  check_refused(fixture, fixture.train("a"), "already holds files");
  write_file(fixture.run("file"), "");
  check_refused(fixture, fixture.train("file"), "is a file");
  check_refused(fixture, fixture.train("b", {"--init", fixture.run("none")}), "none");
  check_refused(fixture, fixture.train("b", {"--init", fixture.covers()}), "not a checkpoint");
  check_refused(fixture, fixture.train("b", {"--trace", fixture.recipe()}), "exists");
}

TEST_CASE("a run does not go on with something else") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--steps", "3"})).code == 0);
  const std::string checkpoint = read_file(fixture.latest("a"));

  check_refused(fixture, fixture.resume("none"), "no such folder");
  std::filesystem::create_directory(fixture.run("empty"));
  check_refused(fixture, fixture.resume("empty"), "nothing to resume");
  check_refused(fixture, fixture.resume("a", {"--set", "model.generator_width=8"}),
                "model.generator_width: 4 -> 8");
  check_refused(fixture, fixture.resume("a", {"--set", "model.decades=true"}),
                "model.decades: false -> true");

  const auto with_covers = [&](unsigned seed, const Arguments& genres) {
    write_covers(fixture.run("other.safetensors"), 24, 16, genres, {"1960s", "1970s"}, seed);
    return fixture.resume("a", {"--data", fixture.run("other.safetensors")});
  };
  check_refused(fixture, with_covers(2, {"jazz", "pop", "rock"}), "is not the data set");
  check_refused(fixture, with_covers(1, {"jazz", "pop", "rap"}), "genres are jazz, pop, rock");
  // The same covers under another name are fine.
  std::filesystem::copy_file(fixture.covers(), fixture.run("copy.safetensors"));
  CHECK(
      run(fixture.resume("a", {"--steps", "4", "--data", fixture.run("copy.safetensors")})).code ==
      0);
}

TEST_CASE("a damaged checkpoint is named, and nothing is lost") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--steps", "3"})).code == 0);
  const std::string whole = read_file(fixture.latest("a"));
  for (const std::size_t length : {std::size_t{0}, std::size_t{9}, whole.size() - 1}) {
    std::filesystem::remove(fixture.latest("a"));
    write_file(fixture.latest("a"), whole.substr(0, length));
    check_refused(fixture, fixture.resume("a"), "latest.safetensors");
    CHECK(read_file(fixture.latest("a")).size() == length);
  }
}

}  // namespace
}  // namespace sleeve::tests
