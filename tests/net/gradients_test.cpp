// The gradients of a whole training step against central differences of the naive networks.
#include <doctest/doctest.h>

#include <cmath>

#include "kernels/philox.h"
#include "naive_acgan.h"
#include "support.h"

namespace sleeve::net {
namespace {

naive::Tensors to_double(const HostTensors& tensors) {
  naive::Tensors result;
  for (const auto& [name, values] : tensors) result[name].assign(values.begin(), values.end());
  return result;
}

/// The wider weights of tests give gradients that are well above the rounding of f32.
void spread_weights(Training& training) {
  training.initialize();
  for (NetworkState* network : {&training.generator_state(), &training.discriminator_state()}) {
    std::vector<float> flat =
        to_host(network->values, network->parameters.size(), training.backend().device());
    for (const engine::ParameterInfo& info : network->parameters.tensors()) {
      const kernels::Philox random(5, static_cast<std::uint32_t>(info.offset % 65536), 0);
      for (std::size_t i = 0; i < info.size; ++i) {
        float& value = flat[info.offset + i];
        if (info.convolution) value *= 8;
        if (info.name.ends_with(".bias")) value = 0.3F * random.normal(i);
      }
    }
    training.backend().device().upload(network->values, flat.data(), flat.size() * sizeof(float));
  }
  training.start_average();
}

void check_step(const Config& config, const Labels& labels, kernels::Backend& backend) {
  Run run(config, labels, backend);
  Training& training = run.training;
  spread_weights(training);
  training.draw_inputs();
  const naive::Tensors before = to_double(weights_of(training));
  training.compute_step();
  const StepReport report = training.report();
  const naive::Tensors after = to_double(weights_of(training));
  const HostTensors gradients = gradients_of(training);

  // The discriminator's half uses the weights before the step; the generator's half its own, and
  // the updated discriminator.
  naive::Acgan own_half{config, labels, before, to_double(inputs_of(training))};
  naive::Acgan generators_half = own_half;
  for (const auto& [name, values] : after) {
    if (name.starts_with("discriminator.")) generators_half.weights[name] = values;
  }
  const naive::Maps fakes = own_half.generate(naive::Statistics::kBatch);
  const auto discriminator_loss = [&] { return own_half.discriminator_loss(fakes); };
  const auto generator_loss = [&] {
    return generators_half.generator_loss(generators_half.generate(naive::Statistics::kBatch));
  };
  CHECK(report.loss_discriminator == doctest::Approx(discriminator_loss()).epsilon(1e-5));
  CHECK(report.loss_generator == doctest::Approx(generator_loss()).epsilon(1e-5));
  if (config.train.diversity_weight > 0) {
    const double diversity =
        generators_half.diversity(generators_half.generate(naive::Statistics::kBatch));
    CHECK(diversity > 0.05);  // or the term would have no gradient worth the name
    CHECK(double(report.generator.diversity) == doctest::Approx(diversity).epsilon(1e-5));
  }

  constexpr int kSamples = 6;          // of every tensor
  constexpr double kStep = 1e-6;       // in double: errors of about 1e-9 from rounding
  constexpr double kTolerance = 1e-4;  // of the tensor's largest: f32 through some ten layers
  for (const auto& [name, gradient] : gradients) {
    const bool of_discriminator = name.starts_with("discriminator.");
    naive::Acgan& half = of_discriminator ? own_half : generators_half;
    double largest = 0;
    for (const float value : gradient) largest = std::max(largest, std::abs(double(value)));
    for (int sample = 0; sample < kSamples; ++sample) {
      const std::size_t i = kernels::Philox(9, 1, gradient.size())
                                .below(std::uint64_t(sample), std::uint32_t(gradient.size()));
      double& weight = half.weights.at(name)[i];
      const double value = weight;
      const auto loss_at = [&](double at) {
        weight = at;
        return of_discriminator ? discriminator_loss() : generator_loss();
      };
      const double difference = (loss_at(value + kStep) - loss_at(value - kStep)) / (2 * kStep);
      weight = value;
      const double error = std::abs(double(gradient[i]) - difference);
      const bool wrong = !(error <= kTolerance * largest + 1e-7);
      CHECK_MESSAGE(!wrong, backend.name(), " ", name, "[", i, "]: ", gradient[i], " instead of ",
                    difference, ", largest ", largest);
    }
  }
}

}  // namespace

TEST_CASE("gradients of a whole step agree with central differences: default layers") {
  for (const auto& backend : all_backends()) check_step(small_config(), labels_of(3, 0), *backend);
}

TEST_CASE("gradients of a whole step agree with central differences: layers spelled out") {
  for (const auto& backend : all_backends()) {
    check_step(spelled_out_config(), labels_of(4, 3), *backend);
  }
}

TEST_CASE("gradients of a whole step agree with central differences: the diversity term") {
  for (const auto& backend : all_backends()) {
    Config config = diversity_config();
    check_step(config, labels_of(2, 0), *backend);
    config.model.decades = true;
    check_step(config, labels_of(2, 2), *backend);
    config.model.decades = false;
    config.train.diversity_convention = kernels::SsimConvention::kFit;
    config.model.codes = 1;
    config.train.instance_noise = 0.2;
    check_step(config, labels_of(0, 0), *backend);
  }
}

}  // namespace sleeve::net
