// train_gan on a device with little memory, which simt can play.
#include <doctest/doctest.h>

#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

using Arguments = std::vector<std::string>;

ChildProcess::Outcome run_with_memory(std::size_t bytes, Arguments command) {
  command.insert(command.begin(), {"/usr/bin/env", "SLEEVE_SIMT_MEMORY=" + std::to_string(bytes)});
  return run(command);
}

TEST_SUITE_BEGIN("device");

TEST_CASE("covers that do not fit into the device's memory are streamed, to the same bits") {
  const TrainingFixture fixture;
  // Room for the networks, but not for all that is kept free beside the covers.
  const Arguments more = {"--steps", "5", "--device", "simt", "--set", "data.flip=true"};
  const ChildProcess::Outcome whole = run(fixture.train("whole", more));
  REQUIRE(whole.code == 0);
  CHECK_FALSE(contains(whole.out, "batch by batch"));
  const ChildProcess::Outcome streamed =
      run_with_memory(std::size_t{30} << 20, fixture.train("streamed", more));
  CHECK(streamed.code == 0);
  const std::string said = "do not fit into the device's memory beside the networks";
  CHECK_CONTAINS(streamed.out, said);
  CHECK(streamed.out.find(said) == streamed.out.rfind(said));
  CHECK(first_difference(fixture.latest("whole"), fixture.latest("streamed")) == "");
}

TEST_CASE("a batch that is too large for the device's memory is refused with one that fits") {
  const TrainingFixture fixture;
  const std::string before = listing(fixture.folder());
  const Arguments large = {"--steps", "1", "--device", "simt", "--set", "data.batch=4096"};
  const ChildProcess::Outcome outcome =
      run_with_memory(std::size_t{60} << 20, fixture.train("a", large));
  CHECK(outcome.code == 1);
  CHECK_CONTAINS(outcome.errors, "train_gan: error: training at data.batch 4096 needs ");
  CHECK_CONTAINS(outcome.errors, " MiB are free; data.batch ");
  CHECK_CONTAINS(outcome.errors, " would fit");
  CHECK(listing(fixture.folder()) == before);
}

TEST_SUITE_END();

}  // namespace
}  // namespace sleeve::tests
