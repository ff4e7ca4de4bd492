// The layers that follow from a recipe, and the published networks spelled out.
#include <doctest/doctest.h>

#include "net/discriminator.h"
#include "net/generator.h"
#include "support.h"

namespace sleeve::net {
namespace {

std::string refusal(const ModelConfig& model) {
  try {
    generator_layers(model);
    discriminator_layers(model, 0);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

/// Constructs the networks and takes a step.
void check_trains(Config config, int genres, kernels::Backend& backend) {
  config.data.batch = 2;
  Run run(config, labels_of(genres, 0), backend);
  run.training.initialize();
  run.training.run_step();
  CHECK(run.training.report().finite());
  CHECK(run.training.first_not_finite().empty());
}

/// Hepburn, McConville, Santos-Rodriguez 2017, Table 1.
Config paper64(int width) {
  Config config;
  config.model.latent_distribution = kernels::Distribution::kUniform;
  config.model.codes = 2;
  config.model.generator = GeneratorConfig{
      .first = {.size = 4, .channels = 8 * width, .norm = false, .linear = true},
      .up = {
          {.channels = 4 * width}, {.channels = 2 * width}, {.channels = width}, {.channels = 3}}};
  config.model.discriminator = DiscriminatorConfig{.down = {{.channels = width, .norm = false},
                                                            {.channels = 2 * width},
                                                            {.channels = 4 * width},
                                                            {.channels = 8 * width}}};
  return config;
}

/// The students' networks: kernels of 5.
Config students64(int width) {
  Config config;
  config.model.codes = 2;
  config.model.kernel = 5;
  config.model.slope = 0.1F;
  config.model.generator_width = config.model.discriminator_width = width;
  config.train.dropout = 0.5F;
  return config;
}

/// Odena, Olah, Shlens 2016, for 128x128, from an 8x8 first map.
Config acgan128(int width) {
  Config config;
  config.model.image_size = 128;
  config.model.generator = GeneratorConfig{.first = {.size = 8, .channels = 48 * width},
                                           .up = {{.channels = 24 * width, .kernel = 5},
                                                  {.channels = 16 * width, .kernel = 5},
                                                  {.channels = 12 * width, .kernel = 5},
                                                  {.channels = 3, .kernel = 5}}};
  config.model.discriminator = DiscriminatorConfig{};
  for (int i = 0; i < 6; ++i) {
    config.model.discriminator->down.push_back({.channels = width << i,
                                                .kernel = 3,
                                                .stride = i % 2 == 0 ? 2 : 1,
                                                .norm = i > 0,
                                                .dropout = 0.5F});
  }
  return config;
}

}  // namespace

TEST_CASE("default layers halve to 4x4 and double their channels") {
  ModelConfig model;
  const GeneratorConfig generator = generator_layers(model);
  CHECK(generator.first == FirstMapConfig{.size = 4, .channels = 512});
  REQUIRE(generator.up.size() == 4);
  CHECK(generator.up[0] == LayerConfig{.channels = 256});
  CHECK(generator.up[2] == LayerConfig{.channels = 64});
  CHECK(generator.up[3] == LayerConfig{.channels = 3, .norm = false});
  const DiscriminatorConfig discriminator = discriminator_layers(model, 0.25F);
  REQUIRE(discriminator.down.size() == 4);
  CHECK(discriminator.down[0] == LayerConfig{.channels = 64, .norm = false, .dropout = 0.25F});
  CHECK(discriminator.down[3] == LayerConfig{.channels = 512, .dropout = 0.25F});
  model.image_size = 8;
  CHECK(generator_layers(model).up.size() == 1);
  CHECK(generator_layers(model).first.channels == 64);
}

TEST_CASE("layers that do not fit are refused with their key") {
  ModelConfig model;
  model.image_size = 48;
  CHECK(refusal(model).starts_with("model.image_size:"));
  model.image_size = 4;
  CHECK(refusal(model).starts_with("model.image_size:"));
  model.image_size = 64;
  model.kernel = 6;
  CHECK(refusal(model) == "model.generator.up[0]: kernel must be 3, 4 or 5");
  model.kernel = 4;
  model.generator = GeneratorConfig{.first = {.size = 4, .channels = 8}, .up = {{.channels = 3}}};
  CHECK(refusal(model) ==
        "model.generator: its layers make covers of 8 pixels, but model.image_size is 64");
  model.image_size = 8;
  CHECK(refusal(model) == "accepted");
  model.generator->up[0].channels = 4;
  CHECK(refusal(model).ends_with("the last layer must have 3 channels"));
  model.generator->up[0] = {.channels = 3, .stride = 1};
  CHECK(refusal(model) == "model.generator.up[0]: kernel 4 needs stride 2");
  model.generator.reset();
  model.discriminator = DiscriminatorConfig{.down = {5, LayerConfig{.channels = 4}}};
  CHECK(refusal(model).starts_with("model.discriminator.down[3]:"));
}

TEST_CASE("networks have the published shapes") {
  const auto backend = kernels::make_backend("cpu");
  engine::Arena arena(backend->device());
  {
    const Config config = paper64(128);
    const Generator generator(config.model, labels_of(5, 0), 1, Mode::kEvaluation,
                              kernels::Precision::kF32, arena);
    CHECK(generator.layers()[0].shape.big_size() == 16384);
    CHECK(generator.parameters().find("generator.up.2.weight").shape ==
          std::vector<std::int64_t>{256, 128, 4, 4});
    const Discriminator discriminator(discriminator_form(config.model, 0, labels_of(5, 0)), 1,
                                      Mode::kTraining, kernels::Precision::kF32, arena);
    CHECK(discriminator.head_shape().big_size() == 16384);
    CHECK(discriminator.heads().columns() == 1 + 5 + 2);
  }
  {
    const Config config = students64(64);
    const Generator generator(config.model, labels_of(5, 0), 1, Mode::kEvaluation,
                              kernels::Precision::kF32, arena);
    CHECK(generator.layers()[0].shape.big_size() == 8192);
    CHECK(generator.layers()[1].shape.padding == 2);
    const Discriminator discriminator(discriminator_form(config.model, 0.5F, labels_of(5, 0)), 1,
                                      Mode::kTraining, kernels::Precision::kF32, arena);
    CHECK(discriminator.head_shape().big_size() == 8192);
  }
  {
    const Config config = acgan128(16);
    const Generator generator(config.model, labels_of(10, 0), 1, Mode::kEvaluation,
                              kernels::Precision::kF32, arena);
    CHECK(generator.layers()[0].shape.big_size() == 8 * 8 * 768);
    CHECK(generator.image_map().size() == 128 * 128 * 3);
    const Discriminator discriminator(discriminator_form(config.model, 0, labels_of(10, 0)), 1,
                                      Mode::kTraining, kernels::Precision::kF32, arena);
    CHECK(discriminator.head_shape().big_size() == 16 * 16 * 512);
  }
}

TEST_CASE("the published networks train") {
  const auto reference = kernels::make_backend("reference");
  check_trains(paper64(4), 5, *reference);
  check_trains(students64(4), 5, *reference);
  check_trains(acgan128(1), 10, *reference);
  const auto cpu = kernels::make_backend("cpu");
  check_trains(paper64(128), 5, *cpu);
  check_trains(students64(64), 5, *cpu);
  check_trains(acgan128(16), 10, *cpu);
}

}  // namespace sleeve::net
