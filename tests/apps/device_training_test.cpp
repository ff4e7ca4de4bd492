// Training with the kernels of a GPU: on the CPU (simt), and, as a program of its own, on one.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "data/demo/demo_covers.h"
#include "kernels/precision.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

const std::string kDevice = SLEEVE_TESTED_DEVICE;
constexpr kernels::Precision kPrecisions[] = {kernels::Precision::kF32, kernels::Precision::kTf32,
                                              kernels::Precision::kBf16};

/// The largest relative error of one rounding.
double unit_roundoff(kernels::Precision precision) {
  switch (precision) {
    case kernels::Precision::kTf32:
      return 0x1p-11;
    case kernels::Precision::kBf16:
      return 0x1p-8;
    default:
      return 0x1p-24;
  }
}

std::vector<nlohmann::json> metrics_of(const std::filesystem::path& run) {
  std::vector<nlohmann::json> lines;
  std::istringstream text(read_file(run / "metrics.jsonl"));
  for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

/// A recipe of width 8 for covers of 32 pixels drawn by code, batch 4.
class DemoTraining {
 public:
  DemoTraining() {
    data::PrepareOptions options;
    options.size = 32;
    data::prepare_demo_covers({.count = 48}, options, folder_.path() / "covers.safetensors");
    write_file(folder_.path() / "recipe.yaml", R"(data: {batch: 4}
model: {image_size: 32, latent: 16, generator_width: 8, discriminator_width: 8}
report: {every: 1, samples_every: 100, diversity_every: 0, checkpoint_every: 100}
)");
  }
  std::filesystem::path run_folder(const std::string& name) const { return folder_.path() / name; }

  /// Trains from step 0; false if that failed.
  bool train(const std::string& name, const std::string& device, kernels::Precision precision,
             int steps) const {
    return run({SLEEVE_TRAIN_GAN, "--config", folder_.path() / "recipe.yaml", "--data",
                folder_.path() / "covers.safetensors", "--run", run_folder(name), "--device",
                device, "--set", "train.precision=" + name_of(precision), "--steps",
                std::to_string(steps)})
               .code == 0;
  }

 private:
  TemporaryFolder folder_;
};

/// Every loss of every step, against those of the reference, which rounds what is stored as the
/// device does, but multiplies exactly.
///
/// A loss lies at the end of eight layers (four of the generator, four of the discriminator), each
/// of which rounds two operands: independent errors of one roundoff u each add up to sqrt(16) u.
/// Adam's steps have a given length, so those of gradients are added up step by step.
void check_losses(const std::vector<nlohmann::json>& ours,
                  const std::vector<nlohmann::json>& reference, kernels::Precision precision) {
  REQUIRE(ours.size() == reference.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double tolerance = 4 * unit_roundoff(precision) * static_cast<double>(i + 1);
    for (const char* name : {"loss_discriminator", "loss_generator", "loss_source_real",
                             "loss_source_fake", "loss_genre_real", "loss_genre_fake"}) {
      const double expected = reference[i].at(name), given = ours[i].at(name);
      const bool wrong = !(std::abs(given - expected) <= tolerance * std::abs(expected));
      CHECK_MESSAGE(!wrong, name_of(precision), ", step ", i + 1, ", ", name, ": ", given,
                    " instead of ", expected);
    }
  }
}

void check_follows_reference(const DemoTraining& training, kernels::Precision precision,
                             int steps) {
  const std::string name = name_of(precision);
  REQUIRE(training.train("reference_" + name, "reference", precision, steps));
  REQUIRE(training.train("device_" + name, kDevice, precision, steps));
  check_losses(metrics_of(training.run_folder("device_" + name)),
               metrics_of(training.run_folder("reference_" + name)), precision);
}

TEST_SUITE_BEGIN("device");

TEST_CASE("steps follow the reference in every precision") {
  const DemoTraining training;
  for (const kernels::Precision one : kPrecisions) check_follows_reference(training, one, 2);
}

TEST_CASE("ten steps follow the reference in every precision, and again to the bit" *
          doctest::test_suite("slow")) {
  const DemoTraining training;
  for (const kernels::Precision one : kPrecisions) {
    check_follows_reference(training, one, 10);
    const std::string name = name_of(one);
    CAPTURE(name);
    REQUIRE(training.train("again_" + name, kDevice, one, 10));
    const std::filesystem::path latest = "checkpoints/latest.safetensors";
    CHECK(first_difference(training.run_folder("device_" + name) / latest,
                           training.run_folder("again_" + name) / latest) == "");
  }
}

TEST_CASE("widths that are read channel by channel are named, once") {
  const TrainingFixture fixture;
  const auto said = [&](const std::string& name, const char* width) {
    std::vector<std::string> command = fixture.train(name, {"--device", kDevice, "--steps", "2"});
    command.insert(command.end(), {"--set", "model.generator_width=" + std::string(width)});
    const ChildProcess::Outcome outcome = run(command);
    CHECK(outcome.code == 0);
    return outcome.out + outcome.errors;
  };
  const std::string line =
      "the feature maps of generator.up.0 have widths that are no multiple of 4";
  const std::string odd = said("odd", "6");
  CHECK_CONTAINS(odd, line);
  CHECK(odd.find(line) == odd.rfind(line));
  CHECK_FALSE(contains(said("even", "8"), "no multiple of"));
}

TEST_CASE("a run that was stopped goes on to the same bits in every precision") {
  const TrainingFixture fixture;
  for (const kernels::Precision one : kPrecisions) {
    const std::string name = name_of(one);
    CAPTURE(name);
    const std::vector<std::string> settings = {"--device", kDevice,
                                               "--set",    "train.precision=" + name,
                                               "--set",    "train.dropout=0.2",
                                               "--set",    "train.instance_noise=0.5",
                                               "--set",    "model.decades=true",
                                               "--set",    "model.codes=2",
                                               "--set",    "data.flip=true",
                                               "--set",    "data.balance=true"};
    const auto with = [](std::vector<std::string> command, const std::vector<std::string>& more) {
      command.insert(command.end(), more.begin(), more.end());
      return command;
    };
    const auto train = [&](const std::string& part, const char* steps) {
      return run(with(fixture.train(part + name, {"--steps", steps}), settings)).code;
    };
    REQUIRE(train("straight_", "7") == 0);
    REQUIRE(train("halves_", "3") == 0);
    REQUIRE(run(fixture.resume("halves_" + name, {"--steps", "7", "--device", kDevice})).code == 0);
    CHECK(first_difference(fixture.latest("straight_" + name), fixture.latest("halves_" + name)) ==
          "");
  }
}

TEST_CASE("figures come back in order, whenever they are asked for") {
  const TrainingFixture fixture;
  const std::vector<std::string> settings = {"--device", kDevice, "--steps", "10"};
  const auto train = [&](const std::string& name, const char* every) {
    std::vector<std::string> command =
        fixture.train(name, {"--set", "report.every=" + std::string(every)});
    command.insert(command.end(), settings.begin(), settings.end());
    return run(command);
  };
  REQUIRE(train("each", "1").code == 0);
  const ChildProcess::Outcome some = train("some", "4");
  REQUIRE(some.code == 0);
  for (const char* line : {"\nstep 4/10  ", "\nstep 8/10  ", "\nstep 10/10  "}) {
    CHECK_CONTAINS(some.out, line);
  }
  const std::vector<nlohmann::json> each = metrics_of(fixture.run("each"));
  const std::vector<nlohmann::json> lines = metrics_of(fixture.run("some"));
  REQUIRE(each.size() == 10);
  REQUIRE(lines.size() == 3);
  for (const nlohmann::json& line : lines) {
    const nlohmann::json& same_step = each.at(line.at("step").get<std::size_t>() - 1);
    for (const char* name : {"step", "loss_discriminator", "loss_generator", "probability_real"}) {
      CHECK(line.at(name) == same_step.at(name));
    }
  }
}

TEST_CASE("a value that is not finite is found before a checkpoint is saved") {
  const TrainingFixture fixture;
  REQUIRE(run(fixture.train("a", {"--steps", "5", "--device", kDevice})).code == 0);
  const std::string bytes = spoil_latest(fixture, "a", "generator.up.0.weight");
  const std::string before = listing(fixture.run("a") / "checkpoints");
  // The figures of step 6 may come back when later steps are on their way; those of step 10 are
  // asked for when a checkpoint is due; and without a report the weights themselves tell.
  for (const auto& [every, step] : {std::pair{"1", "6"}, {"10", "10"}, {"20", "10"}}) {
    CAPTURE(every);
    const ChildProcess::Outcome outcome =
        run(fixture.resume("a", {"--steps", "20", "--device", kDevice, "--set",
                                 "report.every=" + std::string(every)}));
    CHECK(outcome.code == 1);
    CHECK_CONTAINS(outcome.errors,
                   "step " + std::string(step) + ": not a finite number any more, first in ");
    CHECK(read_file(fixture.latest("a")) == bytes);
    CHECK(listing(fixture.run("a") / "checkpoints") == before);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace sleeve::tests
