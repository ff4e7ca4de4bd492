#include "net/training_step.h"

namespace sleeve::net {

void TrainingStep::launch_inputs() { arrays_.inputs.draw(backend_, arrays_.state, source_); }

void TrainingStep::launch_step() {
  const NetworkState& g = arrays_.generator_state;
  const NetworkState& d = arrays_.discriminator_state;
  Generator& generator = arrays_.generator;
  const StepInputs& inputs = arrays_.inputs;
  round_weights(backend_, g.weights(), g.parameters.size());
  round_weights(backend_, d.weights(), d.parameters.size());
  const Conditions conditions{inputs.fake_genres, inputs.fake_decades};
  generator.forward(backend_, g.weights(), conditions, inputs.generator_keep);

  discriminate(Pass::kReal, inputs.real.images, d.weights(), nullptr);
  discriminate(Pass::kFake, generator.images(), d.weights(true), nullptr);
  adam(kernels::Network::kDiscriminator, d);
  round_weights(backend_, d.weights(), d.parameters.size());

  discriminate(Pass::kGenerator, generator.images(), d.fixed_weights(), &generator.image_map());
  if (arrays_.diversity) {
    arrays_.diversity->launch(backend_, conditions, generator,
                              arrays_.reports + static_cast<std::size_t>(Pass::kGenerator));
  }
  generator.backward(backend_, g.weights(), conditions);
  adam(kernels::Network::kGenerator, g);

  backend_.moving_average(arrays_.state, arrays_.average_values, g.values, g.parameters.size());
  backend_.device().copy(arrays_.average_running, g.running, g.statistics.size() * sizeof(float));
  backend_.advance(arrays_.state);
}

kernels::AcganLoss TrainingStep::loss_of(Pass pass) const {
  const TrainConfig& train = config_.train;
  const StepInputs& inputs = arrays_.inputs;
  kernels::AcganLoss loss;
  loss.heads = arrays_.discriminator.heads();
  loss.batch = config_.data.batch;
  if (pass == Pass::kReal) {
    loss.source_target = train.real_target;
    loss.genre_weight = train.genre_weight;
    loss.decade_weight = train.decade_weight;
    loss.genres = inputs.real.genres;
    loss.decades = inputs.real.decades;
    return loss;
  }
  const float label_weight = pass == Pass::kFake ? train.fake_genre_weight : 1;
  loss.source_target = pass == Pass::kFake ? 0 : 1;
  loss.genre_weight = label_weight * train.genre_weight;
  loss.decade_weight = label_weight * train.decade_weight;
  loss.code_weight = train.code_weight;
  loss.genres = inputs.fake_genres;
  loss.decades = inputs.fake_decades;
  loss.codes = inputs.codes;
  return loss;
}

/// One pass of the discriminator over `images`, forward and backward.
void TrainingStep::discriminate(Pass pass, const float* images, const NetworkWeights& weights,
                                const FeatureMap* image_map) {
  const auto p = static_cast<std::size_t>(pass);
  const StepInputs& inputs = arrays_.inputs;
  Discriminator& discriminator = arrays_.discriminator;
  if (inputs.noise[p] != nullptr) {
    backend_.add(images, inputs.noise[p], arrays_.generator.image_map().size(),
                 arrays_.noisy_images);
    images = arrays_.noisy_images;
  }
  discriminator.forward(backend_, weights, images, inputs.discriminator_keep[p]);
  backend_.acgan_loss(loss_of(pass), discriminator.logits(), discriminator.logit_gradient(),
                      arrays_.reports + p);
  discriminator.backward(backend_, weights, image_map);
}

void TrainingStep::adam(kernels::Network network, const NetworkState& of) {
  backend_.adam(arrays_.state, network, of.values, of.gradients, of.exp_avg, of.exp_avg_sq,
                of.parameters.size());
}

}  // namespace sleeve::net
