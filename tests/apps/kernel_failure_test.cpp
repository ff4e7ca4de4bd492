// train_gan when a kernel fails, which simt can play.
#include <doctest/doctest.h>

#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

TEST_SUITE_BEGIN("device");

TEST_CASE("a kernel that fails is named, and the run goes on from the last checkpoint") {
  const TrainingFixture fixture;
  const std::vector<std::string> simt = {"--device", "simt", "--steps", "10"};
  REQUIRE(run(fixture.train("straight", simt)).code == 0);

  // A step has 12 of these and more, so this is in the steps from 6 to 9: a checkpoint is of 5.
  std::vector<std::string> failing = fixture.train("failing", simt);
  failing.insert(failing.begin(), {"/usr/bin/env", "SLEEVE_SIMT_FAIL=conv_down:100"});
  const ChildProcess::Outcome outcome = run(failing);
  CHECK(outcome.code == 1);
  CHECK_CONTAINS(outcome.errors, "train_gan: error: conv_down 4x");
  CHECK_CONTAINS(outcome.errors, " (grid ");
  CHECK_CONTAINS(outcome.errors, " failed");
  CHECK_CONTAINS(outcome.errors, "; --resume goes on from " + fixture.latest("failing").string());

  const std::filesystem::path fifth = "checkpoints/step_000005.safetensors";
  CHECK(first_difference(fixture.run("straight") / fifth, fixture.latest("failing")) == "");
  REQUIRE(run(fixture.resume("failing", simt)).code == 0);
  CHECK(first_difference(fixture.latest("straight"), fixture.latest("failing")) == "");
}

TEST_SUITE_END();

}  // namespace
}  // namespace sleeve::tests
