#include "apps/support/config_file.h"

#include <doctest/doctest.h>

#include <cmath>

#include "apps/support/config_keys.h"
#include "apps/support/nearest.h"
#include "apps/support/program.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::apps {
namespace {

/// The text of the InputError; "" if there is none.
template <typename Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string parse_error(const std::string& yaml) {
  return error_of([&] { parse_config(yaml, "recipe.yaml"); });
}

std::string setting_error(const std::string& setting) {
  net::Config config;
  return error_of([&] { apply_setting(config, setting); });
}

TEST_CASE("an empty recipe is the defaults") {
  CHECK(config_text(parse_config("", "recipe.yaml")) == config_text(net::Config{}));
  CHECK(config_text(parse_config("# nothing\n", "recipe.yaml")) == config_text(net::Config{}));
}

TEST_CASE("values land where they belong") {
  const net::Config config = parse_config(R"(
data: {batch: 7, flip: true}
model:
  latent_distribution: uniform
  slope: 0.1
  generator:
    first: {size: 8, channels: 12, linear: true, norm: false}
    up: [{channels: 6, kernel: 5, dropout: 0.25}, {channels: 3, kernel: 3, stride: 1}]
  discriminator: {down: [{channels: 9, norm: false}]}
train: {generator_rate: 2e-5, seed: 18446744073709551615, diversity_convention: fit}
report: {keep: 9}
)",
                                          "recipe.yaml");
  CHECK(config.data.batch == 7);
  CHECK(config.data.flip);
  CHECK_FALSE(config.data.balance);
  CHECK(config.model.latent_distribution == kernels::Distribution::kUniform);
  CHECK(config.model.slope == 0.1F);
  const net::GeneratorConfig generator{
      .first = {.size = 8, .channels = 12, .norm = false, .linear = true},
      .up = {{.channels = 6, .kernel = 5, .stride = 2, .norm = true, .dropout = 0.25F},
             {.channels = 3, .kernel = 3, .stride = 1, .norm = true, .dropout = 0}}};
  CHECK(config.model.generator == generator);
  REQUIRE(config.model.discriminator);
  CHECK(config.model.discriminator->down.size() == 1);
  CHECK(config.model.discriminator->down[0].channels == 9);
  CHECK_FALSE(config.model.discriminator->down[0].norm);
  CHECK(config.train.generator_rate == 2e-5);
  CHECK(config.train.seed == 18446744073709551615U);
  CHECK(config.train.diversity_convention == kernels::SsimConvention::kFit);
  CHECK(config.report.keep == 9);
}

TEST_CASE("what is written reads back the same, to the last bit") {
  net::Config config;
  config.train.generator_rate = 1.0 / 3;
  config.train.beta2 = std::nextafter(0.999, 1.0);
  config.train.real_target = std::nextafterf(0.9F, 0);
  config.train.instance_noise = 5e-324;
  config.train.seed = 9007199254740993;
  config.model.slope = 1e-30F;
  config.model.generator = {.first = {.size = 4, .channels = 16},
                            .up = {{.channels = 8, .dropout = 0.1F}, {.channels = 3}}};
  const std::string text = config_text(config);
  const net::Config again = parse_config(text, "again");
  CHECK(config_text(again) == text);
  CHECK(again.model == config.model);
  CHECK(again.train.generator_rate == config.train.generator_rate);
  CHECK(again.train.beta2 == config.train.beta2);
  CHECK(again.train.real_target == config.train.real_target);
  CHECK(again.train.instance_noise == config.train.instance_noise);
  CHECK(again.train.seed == config.train.seed);
}

TEST_CASE("unknown keys are named with file, line and the nearest known key") {
  CHECK(parse_error("train:\n  steps: 5\n  generator_rat: 1e-3\n") ==
        "recipe.yaml:3: train.generator_rat: unknown key; the nearest is train.generator_rate");
  CHECK(parse_error("dat: {batch: 4}") == "recipe.yaml:1: dat: unknown key; the nearest is data");
  CHECK(parse_error("train:\n  batch: 4\n") ==
        "recipe.yaml:2: train.batch: unknown key; the nearest is data.batch");
  CHECK(parse_error("model:\n  discriminator:\n    down:\n      - {channels: 4}\n"
                    "      - {channels: 8, kernle: 4}\n") ==
        "recipe.yaml:5: model.discriminator.down[1].kernle: unknown key; the nearest is "
        "model.discriminator.down[1].kernel");
}

TEST_CASE("a key given twice is an error") {
  CHECK(parse_error("train:\n  steps: 5\n  seed: 1\n  steps: 6\n") ==
        "recipe.yaml:4: train.steps: is given twice; keep one of them");
  CHECK_CONTAINS(parse_error("data: {batch: 4}\ndata: {flip: true}\n"), "recipe.yaml:2: data");
}

TEST_CASE("values of the wrong type or out of range are named with line and what is allowed") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"train:\n  steps: many\n",
       "recipe.yaml:2: train.steps: many is not allowed; allowed: a "
       "whole number from 1 to 1000000000"},
      {"train: {steps: 0}", "recipe.yaml:1: train.steps: 0 is not"},
      {"train: {steps: 1.5}", "train.steps: 1.5 is not"},
      {"train: {steps: 99999999999999999999}", "train.steps: 99999999999999999999 is not"},
      {"train: {steps: [1]}", "train.steps: expects one value"},
      {"train:\n\n  steps:\n", "recipe.yaml:3: train.steps: has no value"},
      {"train: {beta1: 1}", "train.beta1: 1 is not allowed; allowed: a number from 0 to 0.9999"},
      {"train: {beta1: nan}", "train.beta1: nan is not"},
      {"train: {generator_rate: inf}", "train.generator_rate: inf is not"},
      {"train: {generator_rate: -1e-4}", "train.generator_rate: -1e-4 is not"},
      {"train: {precision: f16}", "train.precision: f16 is not allowed; allowed: f32, tf32, bf16"},
      {"data: {flip: yes}", "data.flip: yes is not allowed; allowed: true, false"},
      {"data: [1]", "data: expects keys with values"},
      {"data: 5", "data: expects keys with values"},
      {"7", "recipe.yaml:1: expects keys with values"},
      {"model: {latent_distribution: gauss}", "allowed: normal, uniform"},
      {"model: {generator: {up: []}}", "model.generator.first: is missing"},
      {"model:\n  generator: {first: {size: 4}, up: []}",
       "recipe.yaml:2: model.generator.first.channels: is missing"},
      {"model: {discriminator: {down: 3}}", "model.discriminator.down: expects a list"},
      {"model: {discriminator: {down: [3]}}", "model.discriminator.down[0]: expects keys"},
      {"train: {steps: [1", "recipe.yaml:1: not valid YAML"},
      {"train:\n\tsteps: 1\n", "recipe.yaml:2: not valid YAML"},
      {"data: {}\n---\ntrain: {}\n", "a second document begins here"}};
  for (const auto& wrong : cases) {
    CAPTURE(wrong.first);
    CHECK_CONTAINS(parse_error(wrong.first), wrong.second);
  }
}

TEST_CASE("--set goes through the same checks") {
  net::Config config;
  apply_setting(config, "train.steps=100");
  apply_setting(config, "model.generator={first: {channels: 8}, up: [{channels: 3}]}");
  CHECK(config.train.steps == 100);
  REQUIRE(config.model.generator);
  CHECK(config.model.generator->first.channels == 8);

  CHECK(setting_error("train.stesp=100") ==
        "--set train.stesp=100: train.stesp: unknown key; the nearest is train.steps");
  CHECK_CONTAINS(setting_error("steps=100"), "the nearest is train.steps");
  CHECK_CONTAINS(setting_error("train.steps=-1"), "train.steps: -1 is not allowed");
  CHECK_CONTAINS(setting_error("train.steps"), "expects KEY=VALUE");
  CHECK_CONTAINS(setting_error("=4"), "expects KEY=VALUE");
  CHECK_CONTAINS(setting_error("train.steps="), "train.steps: has no value");
  CHECK_CONTAINS(setting_error("train=5"), "train: expects keys with values");
}

TEST_CASE("differences are found by key, also between layers") {
  net::Config before, after;
  after.train.steps = 5;
  after.model.generator = {.first = {.channels = 8}, .up = {{.channels = 3}}};
  CHECK(config_differences(before, before, "").empty());
  CHECK(config_differences(before, after, "train.") ==
        std::vector<std::string>{"train.steps: 20000 -> 5"});
  CHECK(config_differences(before, after, "model.").front() ==
        "model.generator.first.channels: none -> 8");
}

TEST_CASE("layers that do not fit the image size are an error of the recipe") {
  net::Config config;
  config.model.image_size = 48;
  CHECK_CONTAINS(error_of([&] { check_layers(config, "recipe.yaml"); }), "recipe.yaml: model");
}

TEST_CASE("every recipe of the project is valid") {
  int recipes = 0;
  for (const auto& file : std::filesystem::directory_iterator(SLEEVE_SOURCE "/configs")) {
    CAPTURE(file.path().string());
    CHECK_NOTHROW(check_layers(read_config(file.path()), file.path().string()));
    ++recipes;
  }
  CHECK(recipes >= 6);
}

TEST_CASE("the documentation lists every key with its default and what it allows") {
  const std::string documentation = tests::read_file(SLEEVE_SOURCE "/docs/recipes.md");
  for (const KeyHelp& key : config_keys()) {
    CAPTURE(key.key);
    CHECK_CONTAINS(documentation, "| `" + key.key + "` | " + key.standard + " | " + key.allowed +
                                      " | " + key.help + " |");
  }
}

TEST_CASE("edit distance and the order of suggestions") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(nearest_first("Roc", {"jazz", "rock", "pop"}) ==
        std::vector<std::string>{"rock", "pop", "jazz"});
}

}  // namespace
}  // namespace sleeve::apps
