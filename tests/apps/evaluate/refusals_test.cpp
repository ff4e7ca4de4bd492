// What evaluate does not do, and what is left when it cannot go on.
#include <doctest/doctest.h>

#include <csignal>

#include "tests/apps/evaluate/evaluate_fixture.h"

namespace sleeve::tests {
namespace {

namespace fs = std::filesystem;

TEST_CASE("nothing is overwritten without --force") {
  const EvaluateFixture fixture;
  write_file(fixture.report(), "mine");
  fixture.check_refused(fixture.evaluate(), "report.json: exists");
  fs::rename(fixture.report(), fixture.run("report.html"));
  fixture.check_refused(fixture.evaluate(), "report.html: exists");
}

TEST_CASE("what evaluate refuses") {
  const EvaluateFixture fixture;
  fixture.check_refused({SLEEVE_EVALUATE}, "--checkpoint is required");
  fixture.check_refused({SLEEVE_EVALUATE, "--checkpoint", "x"}, "--data is required");
  fixture.check_refused({SLEEVE_EVALUATE, "--checkpoint", "x", "--data", "y"}, "--out is required");
  fixture.check_refused(fixture.evaluate_with("--out", fixture.run("report.txt")), ".json");
  fixture.check_refused(fixture.evaluate_with("--out", fixture.run("none/report.json")),
                        "there is no folder");
  fixture.check_refused(fixture.evaluate_with("--count", "1"), "--count");
  fixture.check_refused(fixture.evaluate({"--ssim", "window"}),
                        "--ssim: 'window' is none of clamp|fit|channel");
  fixture.check_refused(fixture.evaluate({"--ssim", "channel"}), "176");
  fixture.check_refused(fixture.evaluate_with("--data", fixture.run("nowhere")), "nowhere");
  fixture.check_refused(fixture.evaluate_with("--data", fixture.recipe()), "recipe.yaml");
  fixture.check_refused(fixture.evaluate_with("--checkpoint", fixture.data()),
                        "not a checkpoint of Sleeve");

  const auto refused_with = [&](const std::string& name, const std::string& message) {
    fixture.check_refused(fixture.evaluate_with("--data", fixture.run(name)), message);
  };
  write_demo(fixture.run("large"), 1, 0.4, 64);
  refused_with("large", "it draws covers of 32 pixels, unlike the 64");
  write_covers(fixture.run("three"), 12, kSize, {"jazz", "pop", "rock"});
  refused_with("three", "are not those (jazz, pop, rock)");
  write_demo(fixture.run("all_training"), 1, 0);
  refused_with("all_training", "no cover is held out");
}

TEST_CASE("Ctrl-C ends an evaluation with 130 and leaves nothing behind") {
  const EvaluateFixture fixture;
  Arguments command = fixture.evaluate_with("--classifier-steps", "1000000");
  command.insert(command.end(), {"--classifier", fixture.run("classifier.safetensors")});
  const std::string before = listing(fixture.folder());
  ChildProcess program(command);
  REQUIRE(program.read_line());  // the device: signals are caught before it
  program.send(SIGINT);
  const ChildProcess::Outcome outcome = program.finish();
  CHECK(outcome.code == 130);
  CHECK_CONTAINS(outcome.out, "stopped by a signal; no report was written");
  CHECK(listing(fixture.folder()) == before);
}

TEST_CASE("a full disk leaves no half report") {
  const EvaluateFixture fixture;
  const std::string before = listing(fixture.folder());
  const ChildProcess::Outcome outcome = run(fixture.evaluate(), {.file_size_limit = 10'000});
  CHECK(outcome.code == 1);
  CHECK_CONTAINS(outcome.errors, "report.json");
  CHECK(listing(fixture.folder()) == before);
}

}  // namespace
}  // namespace sleeve::tests
