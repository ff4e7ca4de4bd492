// --trace: a file from which anybody can replay the first steps.
#include <doctest/doctest.h>

#include "engine/safetensors.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

TEST_CASE("a trace holds as many steps as were asked for, or as there were") {
  const TrainingFixture fixture;
  const std::filesystem::path trace = fixture.run("trace.safetensors");
  const auto has_step = [&](int step) {
    return engine::SafetensorsReader(trace).contains("step." + std::to_string(step) + ".images");
  };
  ChildProcess::Outcome outcome = run(fixture.train("a", {"--trace", trace, "--trace-steps", "3"}));
  CHECK(outcome.code == 0);
  CHECK_CONTAINS(outcome.out, "trace complete");
  CHECK(has_step(3));
  CHECK_FALSE(has_step(4));
  // Tracing changes nothing.
  REQUIRE(run(fixture.train("b")).code == 0);
  CHECK(first_difference(fixture.latest("a"), fixture.latest("b")) == "");

  // A run that goes on is traced from there; two steps are left of it.
  outcome = run(fixture.resume("a", {"--steps", "22", "--force", "--trace", trace}));
  CHECK(outcome.code == 2);
  std::filesystem::remove(trace);
  outcome = run(fixture.resume("a", {"--steps", "22", "--trace", trace}));
  CHECK(outcome.code == 0);
  CHECK(has_step(21));
  CHECK(has_step(22));
  CHECK_FALSE(has_step(20));
}

TEST_CASE("PyTorch replays a trace of train_gan") {
  std::string python;
  for (const std::string candidate : {"python3", "/usr/bin/python3"}) {
    if (python.empty() && run({candidate, "-c", "import torch"}).code == 0) python = candidate;
  }
  if (python.empty()) {
    MESSAGE("skipped: no python3 with PyTorch");
    return;
  }
  const TrainingFixture fixture;
  const std::filesystem::path trace = fixture.run("trace.safetensors");
  REQUIRE(run(fixture.train("a", {"--trace", trace, "--set", "model.decades=true", "--set",
                                  "model.codes=2", "--set", "train.dropout=0.2"}))
              .code == 0);
  const ChildProcess::Outcome replay =
      run({python, SLEEVE_SOURCE "/scripts/replay_in_pytorch.py", trace});
  CHECK_MESSAGE(replay.code == 0, replay.out, replay.errors);
}

}  // namespace
}  // namespace sleeve::tests
