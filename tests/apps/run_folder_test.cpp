#include "apps/train/run_folder.h"

#include <doctest/doctest.h>

#include "apps/support/program.h"
#include "apps/train/metrics.h"
#include "engine/file_error.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::apps {
namespace {

using tests::read_file;
using tests::write_file;

TEST_CASE("the newest checkpoints are kept, and the latest is the newest") {
  const tests::TemporaryFolder temporary;
  RunFolder folder(temporary.path() / "run");
  folder.open(false);
  for (const std::uint64_t step : {0, 5, 999999, 1000000, 1000005}) {
    folder.save_checkpoint(step, 2, [&](const std::filesystem::path& path) {
      write_file(path, std::to_string(step));
    });
    CHECK(read_file(folder.latest_checkpoint()) == std::to_string(step));
  }
  CHECK(tests::listing(folder.path() / "checkpoints") ==
        "latest.safetensors\nstep_1000000.safetensors\nstep_1000005.safetensors\n");
}

TEST_CASE("a checkpoint that cannot be written leaves the latest alone") {
  const tests::TemporaryFolder temporary;
  RunFolder folder(temporary.path() / "run");
  folder.open(false);
  folder.save_checkpoint(1, 2, [](const auto& path) { write_file(path, "first"); });
  const auto fail = [](const auto&) { throw engine::WriteError("disk full"); };
  CHECK_THROWS_AS(folder.save_checkpoint(2, 2, fail), engine::WriteError);
  CHECK(read_file(folder.latest_checkpoint()) == "first");
}

TEST_CASE("clearing a folder removes what runs make, and nothing else") {
  const tests::TemporaryFolder temporary;
  RunFolder folder(temporary.path());
  RunFolder(temporary.path()).open(false);
  for (const auto& path : {folder.config(), folder.data(), folder.metrics(), folder.log(),
                           folder.samples(3), folder.checkpoint(3), folder.latest_checkpoint()}) {
    write_file(path, "old");
  }
  write_file(temporary.path() / "notes.txt", "mine");
  write_file(temporary.path() / "checkpoints" / "best.safetensors", "mine");
  RunFolder(temporary.path() / "elsewhere").open(false);
  folder.open(true);
  CHECK(tests::listing(temporary.path()) ==
        "checkpoints\ncheckpoints/best.safetensors\nelsewhere\nelsewhere/checkpoints\n"
        "elsewhere/samples\nnotes.txt\nsamples\n");
}

TEST_CASE("two trainings cannot share a folder") {
  const tests::TemporaryFolder temporary;
  RunFolder first(temporary.path());
  RunFolder second(temporary.path());
  first.open(false);
  CHECK_THROWS_AS(second.open(false), InputError);
}

TEST_CASE("metrics keep the lines up to the step where a run goes on") {
  const tests::TemporaryFolder temporary;
  const std::filesystem::path path = temporary.path() / "metrics.jsonl";
  const std::string kept = "{\"step\":5,\"seconds\":1.5}\n{\"step\":10,\"seconds\":3.25}\n";
  write_file(path, kept + "{\"step\":15,\"seconds\":9}\n{\"step\":2,\"sec");
  CHECK(MetricsFile(path, 10).seconds() == 3.25);
  CHECK(read_file(path) == kept);
  CHECK(MetricsFile(temporary.path() / "new.jsonl", 0).seconds() == 0);
}

}  // namespace
}  // namespace sleeve::apps
