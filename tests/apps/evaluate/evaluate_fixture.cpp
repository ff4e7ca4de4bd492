#include "tests/apps/evaluate/evaluate_fixture.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "data/demo/demo_covers.h"

namespace sleeve::tests {

void write_demo(const std::filesystem::path& path, unsigned seed, double held_out, int size) {
  data::PrepareOptions options;
  options.size = size;
  options.held_out = held_out;
  data::prepare_demo_covers({.count = 240, .seed = seed}, options, path);
}

EvaluateFixture::EvaluateFixture() {
  write_demo(data(), 1);
  write_file(recipe(), R"(data: {batch: 8}
model: {image_size: 32, latent: 8, embedding: 3, decades: true,
        generator_width: 4, discriminator_width: 4}
train: {steps: 4}
)");
  const Arguments command = {SLEEVE_TRAIN_GAN, "--config", recipe(), "--data",
                             data(),           "--run",    model()};
  REQUIRE(tests::run(command).code == 0);
}

Arguments EvaluateFixture::evaluate(const Arguments& more) const {
  Arguments command = {SLEEVE_EVALUATE,
                       "--checkpoint",
                       model(),
                       "--data",
                       data(),
                       "--out",
                       report(),
                       "--count",
                       "12",
                       "--pairs",
                       "30",
                       "--classifier-steps",
                       "5"};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

Arguments EvaluateFixture::evaluate_with(const std::string& option,
                                         const std::string& value) const {
  Arguments command = evaluate();
  *(std::find(command.begin(), command.end(), option) + 1) = value;
  return command;
}

void EvaluateFixture::check_refused(const Arguments& command, const std::string& message) const {
  CAPTURE(message);
  const std::string before = listing(folder());
  const ChildProcess::Outcome outcome = tests::run(command);
  CHECK(outcome.code == 2);
  CHECK(outcome.errors.starts_with("evaluate: error: "));
  CHECK_CONTAINS(outcome.errors, message);
  CHECK(listing(folder()) == before);
}

}  // namespace sleeve::tests
