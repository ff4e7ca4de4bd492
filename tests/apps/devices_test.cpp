// Where a run computes and in which numbers, and going on elsewhere and in others.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/safetensors.h"
#include "kernels/backend.h"
#include "net/checkpoint.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

TEST_CASE("a run says what computes it, and why") {
  const TrainingFixture fixture;
  const ChildProcess::Outcome chosen = run(fixture.train("a", {"--steps", "1"}));
  CHECK(chosen.code == 0);
  CHECK_CONTAINS(chosen.out, ", f32; --device auto: ");
  const ChildProcess::Outcome named =
      run(fixture.train("b", {"--steps", "1", "--device", "cpu", "--threads", "2"}));
  CHECK(named.code == 0);
  CHECK(named.out.starts_with("cpu ("));
  CHECK_CONTAINS(named.out, "), 2 threads, f32\n");
  CHECK_CONTAINS(read_file(fixture.run("b") / "train.log"), "), 2 threads, f32\n");
  const ChildProcess::Outcome other = run(fixture.train(
      "c", {"--steps", "1", "--device", "reference", "--set", "train.precision=bf16"}));
  CHECK(other.code == 0);
  CHECK(other.out.starts_with("reference ("));
  CHECK_CONTAINS(other.out, "), bf16\n");
  CHECK_CONTAINS(read_file(fixture.run("c") / "config.yaml"), "precision: bf16");
  CHECK(net::checkpoint_info(engine::SafetensorsReader(fixture.latest("b")))
            .device.starts_with("cpu ("));
}

TEST_CASE("a device that is not there is refused") {
  const TrainingFixture fixture;
  const ChildProcess::Outcome outcome = run(fixture.train("a", {"--device", "cudaa"}));
  CHECK(outcome.code == 2);
  CHECK_CONTAINS(outcome.errors, "--device cudaa: unknown backend 'cudaa'; this build has ");
  CHECK_CONTAINS(outcome.errors, "; auto chooses one");
}

TEST_CASE("where no GPU answers, cuda is refused and auto says why") {
  const std::vector<std::string> names = kernels::backend_names();
  if (std::find(names.begin(), names.end(), "cuda") == names.end()) {
    MESSAGE("left to builds with CUDA");
    return;
  }
  std::string why;
  try {
    kernels::make_backend("cuda");
    MESSAGE("left to machines without a GPU");
    return;
  } catch (const kernels::DeviceUnavailable& error) {
    why = error.what();
  }
  const TrainingFixture fixture;
  const ChildProcess::Outcome named = run(fixture.train("a", {"--device", "cuda"}));
  CHECK(named.code == 2);
  CHECK_CONTAINS(named.errors, "--device cuda: " + why);
  const ChildProcess::Outcome chosen = run(fixture.train("a", {"--steps", "1"}));
  CHECK(chosen.code == 0);
  CHECK(chosen.out.starts_with("cpu ("));
  CHECK_CONTAINS(chosen.out, "f32; --device auto: " + why.substr(0, why.find(';')));
  const ChildProcess::Outcome bf16 = run(fixture.train("b", {"--set", "train.precision=bf16"}));
  CHECK(bf16.code == 2);
  CHECK_CONTAINS(bf16.errors, "--device auto: " + why.substr(0, why.find(';')) +
                                  "; the cpu backend computes in f32 only");
}

TEST_CASE("a run goes on with another device and in another precision, and says so") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--steps", "5", "--device", "cpu"})).code == 0);
  const ChildProcess::Outcome same =
      run(fixture.resume("a", {"--steps", "6", "--device", "cpu", "--threads", "1"}));
  CHECK(same.code == 0);
  CHECK_FALSE(contains(same.out, "from here on cpu"));

  const ChildProcess::Outcome other = run(fixture.resume(
      "a", {"--steps", "10", "--device", "reference", "--set", "train.precision=bf16"}));
  CHECK(other.code == 0);
  CHECK_CONTAINS(other.out, "going on at step 6");
  CHECK_CONTAINS(other.out, "from here on train.precision: f32 -> bf16");
  CHECK_CONTAINS(other.out, "from here on cpu (");
  CHECK_CONTAINS(other.out, ") -> reference (");

  // The recipe of the run says bf16 now.
  const ChildProcess::Outcome back = run(fixture.resume("a", {"--device", "cpu"}));
  CHECK(back.code == 2);
  CHECK_CONTAINS(back.errors, "in f32 only, not in bf16; choose f32 (train.precision), or a GPU");
  CHECK(
      run(fixture.resume("a", {"--steps", "11", "--device", "cpu", "--set", "train.precision=f32"}))
          .code == 0);
}

TEST_CASE("covers of a bf16 run are drawn anywhere, in f32") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train(
                  "a", {"--steps", "2", "--device", "reference", "--set", "train.precision=bf16"}))
              .code == 0);
  const ChildProcess::Outcome outcome =
      run(generate({"--checkpoint", fixture.run("a"), "--genre", "jazz", "--count", "1", "--out",
                    fixture.run("drawn"), "--device", "cpu"}));
  CHECK(outcome.code == 0);
  CHECK(outcome.out.starts_with("cpu ("));
  CHECK_CONTAINS(outcome.out, ", f32\n");
}

}  // namespace
}  // namespace sleeve::tests
