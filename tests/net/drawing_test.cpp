// Drawing against the naive generator with running statistics.
#include "net/drawing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "naive_acgan.h"
#include "net/checkpoint.h"
#include "support.h"

namespace sleeve::net {
namespace {

constexpr int kCount = 5;

struct Wishes {
  std::vector<float> genres, decades;
};

/// Blended genres and known decades for kCount covers.
Wishes wishes() {
  Wishes wishes;
  for (int n = 0; n < kCount; ++n) {
    for (int k = 0; k < 4; ++k) wishes.genres.push_back(k == n % 4 ? 0.7F : 0.1F);
    for (int k = 0; k < 3; ++k) wishes.decades.push_back(k == n % 3 ? 1.0F : 0.0F);
  }
  return wishes;
}

std::vector<float> draw(Drawing& drawing, std::uint64_t seed) {
  const Wishes wanted = wishes();
  return drawing.draw(kCount, drawing.random_latents(kCount, seed), wanted.genres, wanted.decades);
}

/// The same covers by the naive generator, from generator.* or generator_ema.*.
std::vector<double> draw_naively(const Config& config, const HostTensors& everything,
                                 const std::string& network, const std::vector<float>& latents) {
  naive::Acgan acgan{config, labels_of(4, 3), {}, {}};
  acgan.config.data.batch = kCount;
  for (const auto& [name, values] : everything) {
    if (!name.starts_with(network + ".")) continue;
    acgan.weights["generator" + name.substr(network.size())].assign(values.begin(), values.end());
  }
  const Wishes wanted = wishes();
  acgan.inputs["latents"].assign(latents.begin(), latents.end());
  acgan.inputs["fake_genres"].assign(wanted.genres.begin(), wanted.genres.end());
  acgan.inputs["fake_decades"].assign(wanted.decades.begin(), wanted.decades.end());
  const naive::Maps maps = acgan.generate(naive::Statistics::kRunning);
  std::vector<double> images;
  for (int n = 0; n < kCount; ++n)
    for (int y = 0; y < maps.size; ++y)
      for (int x = 0; x < maps.size; ++x)
        for (int c = 0; c < 3; ++c) images.push_back(maps.at(n, c, y, x));
  return images;
}

double largest_error(const std::vector<float>& ours, const std::vector<double>& expected) {
  REQUIRE(ours.size() == expected.size());
  double largest = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double error = std::abs(double(ours[i]) - expected[i]);
    if (!(error <= largest)) largest = error;
  }
  return largest;
}

void train(Training& training, int steps) {
  training.initialize();
  for (int step = 0; step < steps; ++step) training.run_step();
}

}  // namespace

TEST_CASE("covers are those of the generator in evaluation mode, averaged or raw") {
  const Config config = spelled_out_config();
  for (const auto& backend : all_backends()) {
    CAPTURE(backend->name());
    Run run(config, labels_of(4, 3), *backend);
    train(run.training, 12);
    const HostTensors everything = everything_of(run.training);
    Drawing average(run.training, Weights::kAverage, 2);  // batches of 2, 2 and 1
    Drawing raw(run.training, Weights::kRaw, 2);
    const std::vector<float> latents = average.random_latents(kCount, 3);
    const std::vector<float> averaged = draw(average, 3), unaveraged = draw(raw, 3);
    const bool averaged_wrong =
        !(largest_error(averaged, draw_naively(config, everything, "generator_ema", latents)) <=
          1e-5);
    CHECK_FALSE(averaged_wrong);
    const bool raw_wrong = !(
        largest_error(unaveraged, draw_naively(config, everything, "generator", latents)) <= 1e-5);
    CHECK_FALSE(raw_wrong);
    CHECK(averaged != unaveraged);
  }
}

TEST_CASE("drawing from a checkpoint is drawing from the training that saved it") {
  const TemporaryFolder folder;
  for (const auto& backend : all_backends()) {
    Run run(spelled_out_config(), labels_of(4, 3), *backend);
    train(run.training, 5);
    save_checkpoint(folder / backend->name(), run.training, "");
    const engine::SafetensorsReader file(folder / backend->name());
    for (const Weights weights : {Weights::kAverage, Weights::kRaw}) {
      Drawing live(run.training, weights, 4);
      Drawing loaded(spelled_out_config().model, labels_of(4, 3), *backend, file, weights, 4);
      CHECK(draw(live, 9) == draw(loaded, 9));
    }
    Drawing live(run.training, Weights::kRaw, 4);
    const std::vector<float> before = draw(live, 9);
    run.training.run_step();
    CHECK(draw(live, 9) != before);  // weights are read anew
  }
}

TEST_CASE("a checkpoint of another architecture is refused") {
  const TemporaryFolder folder;
  const auto backend = kernels::make_backend("reference");
  Run run(small_config(), labels_of(3, 0), *backend);
  run.training.initialize();
  save_checkpoint(folder / "one", run.training, "");
  ModelConfig wider = small_config().model;
  wider.generator_width = 8;
  CHECK_THROWS_AS(Drawing(wider, labels_of(3, 0), *backend,
                          engine::SafetensorsReader(folder / "one"), Weights::kAverage, 4),
                  engine::FileError);
}

TEST_CASE("latents depend on seed and row alone") {
  const auto backend = kernels::make_backend("reference");
  Run run(spelled_out_config(), labels_of(4, 3), *backend);
  Drawing drawing(run.training, Weights::kRaw, 1);
  const std::vector<float> few = drawing.random_latents(3, 7), many = drawing.random_latents(50, 7);
  CHECK(few.size() == 3 * (8 + 2));
  CHECK(std::equal(few.begin(), few.end(), many.begin()));
  CHECK(drawing.random_latents(3, 8) != few);
  for (std::size_t column = 0; column < 10; ++column) CHECK(few[column] != few[10 + column]);
  for (const float value : many) CHECK(std::abs(value) < 1);  // uniform, as the recipe says
  CHECK_THROWS_AS(drawing.draw(3, {1.0F}, {}, {}), std::invalid_argument);
}

}  // namespace sleeve::net
