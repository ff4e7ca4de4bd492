// What a training step promises beside its arithmetic.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/philox.h"
#include "kernels/reference/reference_backend.h"
#include "net/discriminator.h"
#include "net/generator.h"
#include "support.h"

namespace sleeve::net {
namespace {

HostTensors after_steps(const Config& config, const Labels& labels, kernels::Backend& backend,
                        int steps) {
  Run run(config, labels, backend);
  run.training.initialize();
  for (int step = 0; step < steps; ++step) run.training.run_step();
  return everything_of(run.training);
}

struct Moments {
  double mean = 0, deviation = 0;
};

Moments moments_of(const std::vector<float>& values) {
  Moments moments;
  const auto n = static_cast<double>(values.size());
  for (const float value : values) moments.mean += double(value) / n;
  for (const float value : values) moments.deviation += std::pow(value - moments.mean, 2) / n;
  moments.deviation = std::sqrt(moments.deviation);
  return moments;
}

/// Within four standard errors of a sample of n.
void check_normal(const std::vector<float>& values, double mean, double deviation) {
  const double n = static_cast<double>(values.size());
  const Moments moments = moments_of(values);
  CHECK(std::abs(moments.mean - mean) <= 4 * deviation / std::sqrt(n));
  CHECK(std::abs(moments.deviation - deviation) <= 4 * deviation / std::sqrt(2 * n));
}

}  // namespace

TEST_CASE("fresh weights follow DCGAN and depend on the seed alone") {
  Config config = small_config();
  config.model.generator_width = config.model.discriminator_width = 32;
  const auto reference = kernels::make_backend("reference");
  const auto cpu = kernels::make_backend("cpu");
  const HostTensors weights = after_steps(config, labels_of(40, 0), *reference, 0);
  check_normal(weights.at("generator.project.weight"), 0, 0.02);
  check_normal(weights.at("generator.up.0.weight"), 0, 0.02);
  check_normal(weights.at("generator.project.norm.weight"), 1, 0.02);
  check_normal(weights.at("generator.embed.genre.weight"), 0, 1);
  check_normal(weights.at("discriminator.down.1.weight"), 0, 0.02);
  check_normal(weights.at("discriminator.head.genre.weight"), 0, 0.02);
  for (const auto& [name, values] : weights) {
    const bool one = name.ends_with(".running_var");
    const bool zero = name.ends_with(".bias") || name.ends_with(".running_mean") ||
                      name.starts_with("optimizer.");
    if (!one && !zero) continue;
    const bool as_expected = values == std::vector<float>(values.size(), one ? 1.0F : 0.0F);
    const std::string text = name;
    CHECK_MESSAGE(as_expected, text);
  }
  CHECK(weights.at("generator_ema.up.0.weight") == weights.at("generator.up.0.weight"));
  CHECK(weights == after_steps(config, labels_of(40, 0), *cpu, 0));
  config.train.seed = 2;
  CHECK(weights.at("generator.up.0.weight") !=
        after_steps(config, labels_of(40, 0), *cpu, 0).at("generator.up.0.weight"));
}

TEST_CASE("the same bits whatever the number of threads, and again") {
  for (const auto& [config, labels] : {std::pair{spelled_out_config(), labels_of(4, 3)},
                                       std::pair{diversity_config(), labels_of(2, 0)}}) {
    const auto one = kernels::make_backend("cpu", 1);
    const HostTensors expected = after_steps(config, labels, *one, 5);
    CHECK(expected == after_steps(config, labels, *one, 5));
    for (const int threads : {2, 3}) {
      CAPTURE(threads);
      const auto backend = kernels::make_backend("cpu", threads);
      CHECK(expected == after_steps(config, labels, *backend, 5));
    }
  }
}

TEST_CASE("a step reports its losses, and the discriminator learns") {
  for (const auto& backend : backends()) {
    CAPTURE(backend->name());
    Run run(small_config(), labels_of(3, 0), *backend);
    run.training.initialize();
    run.training.run_step();
    const StepReport first = run.training.report();
    CHECK(first.step == 1);
    CHECK(first.finite());
    CHECK(first.loss_discriminator == double(first.real.total) + double(first.fake.total));
    CHECK(first.loss_generator == double(first.generator.total));
    for (int step = 0; step < 60; ++step) run.training.run_step();
    const StepReport later = run.training.report();
    CHECK(later.step == 61);
    CHECK(run.training.step() == 61);
    CHECK(later.loss_discriminator < first.loss_discriminator);
    CHECK(later.real.probability > later.fake.probability);
  }
}

TEST_CASE("the diversity term is part of the generator's loss, and makes fakes less alike") {
  const auto backend = kernels::make_backend("cpu");
  const auto diversity_after_steps = [&](float weight) {
    Config config = diversity_config();
    config.data.batch = 16;
    config.train.diversity_weight = weight;
    config.train.generator_rate = 2e-3;
    Run run(config, labels_of(2, 0), *backend);
    run.training.initialize();
    for (int step = 0; step < 40; ++step) run.training.run_step();
    const kernels::LossReport report = run.training.report().generator;
    CHECK(report.total ==
          doctest::Approx(report.source + report.genre + weight * report.diversity));
    return report.diversity;
  };
  CHECK(diversity_after_steps(1e-6F) > 2 * diversity_after_steps(30));
}

TEST_CASE("without a weight the diversity term takes no memory and no launch") {
  /// Counts what the term alone launches.
  class Counting final : public kernels::ReferenceBackend {
   public:
    void pair_equal_labels(const kernels::BatchLabels& labels, std::int32_t* pairs) override {
      ++launches;
      ReferenceBackend::pair_equal_labels(labels, pairs);
    }
    void ms_ssim(const kernels::SsimPairs& pairs, float* scores, float* means) override {
      ++launches;
      ReferenceBackend::ms_ssim(pairs, scores, means);
    }
    void ms_ssim_backward(const kernels::SsimPairs& pairs, const float* means,
                          const float* by_score, float* first, float* second) override {
      ++launches;
      ReferenceBackend::ms_ssim_backward(pairs, means, by_score, first, second);
    }
    void diversity_loss(const std::int32_t* pairs, int count, float weight, const float* scores,
                        float* by_score, kernels::LossReport* report) override {
      ++launches;
      ReferenceBackend::diversity_loss(pairs, count, weight, scores, by_score, report);
    }
    void add_tanh_gradient(const float* out, const float* by_out, std::size_t n,
                           float* dz) override {
      ++launches;
      ReferenceBackend::add_tanh_gradient(out, by_out, n, dz);
    }
    int launches = 0;
  };
  Config config = diversity_config();
  Counting backend;
  Run with(config, labels_of(2, 0), backend);
  with.training.initialize();
  with.training.run_step();
  CHECK(backend.launches == 5);
  config.train.diversity_weight = 0;
  Run without(config, labels_of(2, 0), backend);
  without.training.initialize();
  without.training.run_step();
  CHECK(backend.launches == 5);
  CHECK(without.training.report().generator.diversity == 0);
  CHECK(without.training.device_bytes() < with.training.device_bytes());
}

TEST_CASE("a diversity term that does not go with the covers is refused") {
  const auto backend = kernels::make_backend("reference");
  Config config = diversity_config();
  config.train.diversity_convention = kernels::SsimConvention::kChannel;
  CHECK_THROWS_WITH_AS(Run(config, labels_of(2, 0), *backend),
                       "train.diversity_weight: MS-SSIM of images of 32x32 pixels: convention "
                       "'channel' needs sides of at least 176, for windows of 11 pixels to fit its "
                       "fifth scale; 'clamp' and 'fit' do not",
                       std::invalid_argument);
}

TEST_CASE("with one genre, or none, the genre loss is left out") {
  for (const auto& backend : backends()) {
    for (const int genres : {0, 1}) {
      CAPTURE(genres);
      Run run(small_config(), labels_of(genres, 0), *backend);
      CHECK_FALSE(run.training.uses_genre_loss());
      run.training.initialize();
      run.training.run_step();
      const StepReport report = run.training.report();
      CHECK(report.finite());
      CHECK(report.real.total == report.real.source);
      CHECK(report.generator.total == report.generator.source);
      CHECK(weights_of(run.training).contains("generator.embed.genre.weight") == (genres > 0));
    }
    Run run(small_config(), labels_of(2, 0), *backend);
    CHECK(run.training.uses_genre_loss());
  }
}

TEST_CASE("inputs are drawn as the recipe says") {
  for (const auto& backend : backends()) {
    CAPTURE(backend->name());
    Config config = spelled_out_config();
    config.data.batch = 64;
    Run run(config, labels_of(4, 3), *backend);
    run.training.initialize();
    run.training.draw_inputs();
    const HostTensors inputs = inputs_of(run.training);
    for (const char* name : {"latents", "codes"}) {
      const std::vector<float>& values = inputs.at(name);
      CHECK(*std::min_element(values.begin(), values.end()) > -1);
      CHECK(*std::max_element(values.begin(), values.end()) < 1);
      check_normal(values, 0, 1 / std::sqrt(3.0));
    }
    // The copy of the codes that enters the generator.
    const StepInputs& arrays = run.training.inputs();
    const std::vector<float> input = to_host(
        arrays.generator_input, std::size_t(64) * arrays.generator_columns, backend->device());
    const auto columns = static_cast<std::size_t>(arrays.generator_columns);
    const auto latent = static_cast<std::size_t>(config.model.latent);
    for (std::size_t n = 0; n < 64; ++n) {
      CHECK(input[n * columns + latent] == inputs.at("codes")[n * 2]);
    }
    for (const char* name : {"fake_genres", "fake_decades"}) {
      const std::vector<float>& values = inputs.at(name);
      const std::size_t classes = values.size() / 64;
      std::vector<int> counts(classes);
      for (std::size_t i = 0; i < values.size(); ++i) counts[i % classes] += values[i] == 1 ? 1 : 0;
      int sum = 0;
      for (const int count : counts) {
        CHECK(count > 0);  // every class, the last included
        sum += count;
      }
      CHECK(sum == 64);
    }
    for (const char* name : {"noise.real", "noise.fake", "noise.generator"}) {
      check_normal(inputs.at(name), 0, 0.3);
    }
    CHECK(inputs.at("noise.fake") != inputs.at("noise.generator"));
    const auto kept = [&](const char* name) { return moments_of(inputs.at(name)).mean; };
    CHECK(kept("keep.real.down.0") == doctest::Approx(0.5).epsilon(0.02));
    CHECK(kept("keep.fake.down.1") == doctest::Approx(0.75).epsilon(0.02));
    CHECK(kept("keep.generator.up.0") == doctest::Approx(0.75).epsilon(0.05));
    CHECK(inputs.at("keep.fake.down.0") != inputs.at("keep.generator.down.0"));
    CHECK_FALSE(inputs.contains("keep.real.down.2"));

    // Twenty steps on, the noise has fallen to 1 %.
    run.training.continue_at(20);
    run.training.draw_inputs();
    CHECK(inputs_of(run.training).at("latents") != inputs.at("latents"));
    check_normal(inputs_of(run.training).at("noise.real"), 0, 0.003);
  }
}

TEST_CASE("the first array that is not finite is named") {
  struct Poison {
    bool generator;
    std::string tensor, expected;
  };
  for (const Poison& poison :
       {Poison{true, "generator.up.1.weight", "the output of generator.up.1"},
        Poison{true, "generator.project.norm.weight", "the output of generator.up.0"},
        Poison{false, "discriminator.down.1.weight",
               "the losses of the discriminator on covers"}}) {
    for (const auto& backend : backends()) {
      CAPTURE(poison.tensor);
      Run run(small_config(), labels_of(3, 0), *backend);
      run.training.initialize();
      run.training.run_step();
      CHECK(run.training.report().finite());
      CHECK(run.training.first_not_finite().empty());
      const NetworkState& network =
          poison.generator ? run.training.generator_state() : run.training.discriminator_state();
      const float nan = std::numeric_limits<float>::quiet_NaN();
      backend->device().upload(network.values + network.parameters.find(poison.tensor).offset, &nan,
                               sizeof nan);
      run.training.run_step();
      CHECK_FALSE(run.training.report().finite());
      CHECK(run.training.first_not_finite() == poison.expected);
    }
  }
}

TEST_CASE("recipe, labels and data set must fit together") {
  const auto backend = kernels::make_backend("reference");
  RandomCovers covers(*backend, 16, 3, 2);
  const auto refused = [&](const Config& config, const Labels& labels) -> std::string {
    try {
      Training(config, labels, *backend, covers);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "accepted";
  };
  Config config = small_config();
  CHECK(refused(config, labels_of(3, 0)) == "accepted");
  CHECK(refused(config, labels_of(4, 0)) == "the data set has 3 genres, but the model has 4");
  CHECK(refused(config, labels_of(3, 2)) == "decades are named, but model.decades is false");
  config.model.decades = true;
  CHECK(refused(config, labels_of(3, 2)) == "accepted");
  CHECK(refused(config, labels_of(3, 1)) == "the data set has 2 decades, but the model has 1");
  config = small_config();
  config.model.image_size = 32;
  CHECK(refused(config, labels_of(3, 0)) ==
        "the data set has covers of 16 pixels, but model.image_size is 32");
}

TEST_CASE("a step's floating-point operations are those of its convolutions") {
  const auto backend = kernels::make_backend("reference");
  Config config;
  config.data.batch = 1;
  Run run(config, labels_of(10, 0), *backend);
  // 1.97 GFLOP a cover of DCGAN-64 at width 64 when padded taps are not counted.
  CHECK(run.training.flops_per_step() == doctest::Approx(1.97e9).epsilon(0.01));
  CHECK(run.training.generator().parameters().parameter_count() ==
        10 * 10 + (110 * 512 + 512 * 256 + 256 * 128 + 128 * 64 + 64 * 3) * 16 +
            2 * (512 + 256 + 128 + 64));
  CHECK(run.training.discriminator().parameters().parameter_count() ==
        (3 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 512 * 11) * 16 + 2 * (128 + 256 + 512) + 11);
}

TEST_CASE("memory of DCGAN-64 at width 64 and batch 64") {
  const auto backend = kernels::make_backend("cpu");
  Run run(Config{}, labels_of(10, 0), *backend);
  CHECK(run.training.device_bytes() < std::size_t{300} << 20);
}

}  // namespace sleeve::net
