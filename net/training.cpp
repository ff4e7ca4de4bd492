#include "net/training.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "net/discriminator.h"
#include "net/generator.h"
#include "net/initialization.h"

namespace sleeve::net {
namespace {

constexpr double kNoiseLeft = 0.01;  // of the instance noise, after instance_noise_steps

kernels::Schedule schedule_of(const TrainConfig& train) {
  kernels::Schedule schedule;
  schedule.seed = train.seed;
  schedule.generator_rate = train.generator_rate;
  schedule.discriminator_rate = train.discriminator_rate;
  schedule.beta1 = train.beta1;
  schedule.beta2 = train.beta2;
  schedule.average_decay = train.average_decay;
  schedule.instance_noise = train.instance_noise;
  schedule.instance_noise_decay =
      std::pow(kNoiseLeft, 1 / static_cast<double>(train.instance_noise_steps));
  return schedule;
}

void expect_same(const std::string& what, std::size_t of_source, std::size_t of_model) {
  if (of_source != of_model) {
    throw std::invalid_argument("the data set has " + std::to_string(of_source) + " " + what +
                                ", but the model has " + std::to_string(of_model));
  }
}

void check_fit(const Config& config, const Labels& labels, const engine::BatchSource& source) {
  const ModelConfig& model = config.model;
  if (config.data.batch < 1) throw std::invalid_argument("data.batch must be at least 1");
  if (source.image_size() != model.image_size) {
    throw std::invalid_argument(
        "the data set has covers of " + std::to_string(source.image_size()) +
        " pixels, but model.image_size is " + std::to_string(model.image_size));
  }
  if (model.latent < 1) throw std::invalid_argument("model.latent must be at least 1");
  if (model.codes < 0) throw std::invalid_argument("model.codes cannot be negative");
  if (model.embedding < 1) throw std::invalid_argument("model.embedding must be at least 1");
  expect_same("genres", static_cast<std::size_t>(source.genre_count()), labels.genres.size());
  if (model.decades) {
    expect_same("decades", static_cast<std::size_t>(source.decade_count()), labels.decades.size());
  }
  if (model.decades == labels.decades.empty()) {
    throw std::invalid_argument(model.decades ? "model.decades is true, but no decades are known"
                                              : "decades are named, but model.decades is false");
  }
}

NetworkState take_state(const engine::ParameterLayout& parameters,
                        const engine::ParameterLayout& statistics, const kernels::Backend& backend,
                        engine::Arena& arena) {
  // Zeros, so that the paddings between tensors stay 0 through every update.
  const auto take = [&](std::size_t size) {
    float* const array = arena.take<float>(size);
    arena.device().zero(array, size * sizeof(float));
    return array;
  };
  NetworkState state{.parameters = parameters, .statistics = statistics};
  state.values = take(parameters.size());
  state.rounded = take_rounded(backend, parameters.size(), arena);
  state.gradients = take(parameters.size());
  state.exp_avg = take(parameters.size());
  state.exp_avg_sq = take(parameters.size());
  state.running = take(statistics.size());
  return state;
}

struct NamedArray {
  std::string name;
  kernels::ConstElements data;
  std::size_t size;
};

template <typename T>
std::vector<T> downloaded(const T* array, std::size_t size, kernels::Device& device) {
  std::vector<T> values(size);
  device.download(values.data(), array, size * sizeof(T));
  return values;
}

bool all_finite(const NamedArray& array, kernels::Device& device) {
  if (array.data.is_rounded()) {
    return std::ranges::all_of(downloaded(array.data.rounded(), array.size, device),
                               [](kernels::Bfloat16 x) { return std::isfinite(to_float(x)); });
  }
  return std::ranges::all_of(downloaded(array.data.full(), array.size, device),
                             [](float x) { return std::isfinite(x); });
}

}  // namespace

bool StepReport::finite() const {
  return std::isfinite(loss_discriminator) && std::isfinite(loss_generator);
}

struct Training::Implementation {
  Implementation(const Config& recipe, const Labels& names, kernels::Backend& kernels,
                 engine::BatchSource& covers)
      : config(recipe),
        labels(names),
        schedule(schedule_of(recipe.train)),
        backend(kernels),
        source(covers),
        arena(kernels.device()),
        generator(config.model, labels, config.data.batch, Mode::kTraining, backend.precision(),
                  arena),
        discriminator(config.model, config.train.dropout, labels, config.data.batch,
                      backend.precision(), arena),
        inputs(config, labels, source, generator, discriminator, arena),
        generator_state(take_state(generator.parameters(), generator.statistics(), backend, arena)),
        discriminator_state(
            take_state(discriminator.parameters(), discriminator.statistics(), backend, arena)),
        average_values(arena.take<float>(generator.parameters().size())),
        average_running(arena.take<float>(generator.statistics().size())),
        state(arena.take<kernels::StepState>(1)),
        reports(arena.take<kernels::LossReport>(kPasses.size())) {
    if (config.train.instance_noise != 0) {
      noisy_images = arena.take<float>(generator.image_map().size());
    }
  }

  void set_step(std::uint64_t step) {
    steps_done = step;
    const kernels::StepState value = state_of_step(schedule, step);
    backend.device().upload(state, &value, sizeof value);
  }

  void upload(float* to, const std::vector<float>& from) {
    backend.device().upload(to, from.data(), from.size() * sizeof(float));
  }

  kernels::AcganLoss loss_of(Pass pass) const {
    const TrainConfig& train = config.train;
    kernels::AcganLoss loss;
    loss.heads = discriminator.heads();
    loss.batch = config.data.batch;
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
  void discriminate(Pass pass, const float* images, const NetworkWeights& weights,
                    const FeatureMap* image_map) {
    const auto p = static_cast<std::size_t>(pass);
    if (inputs.noise[p] != nullptr) {
      backend.add(images, inputs.noise[p], generator.image_map().size(), noisy_images);
      images = noisy_images;
    }
    discriminator.forward(backend, weights, images, inputs.discriminator_keep[p]);
    backend.acgan_loss(loss_of(pass), discriminator.logits(), discriminator.logit_gradient(),
                       reports + p);
    discriminator.backward(backend, weights, image_map);
  }

  void adam(kernels::Network network, const NetworkState& of) {
    backend.adam(state, network, of.values, of.gradients, of.exp_avg, of.exp_avg_sq,
                 of.parameters.size());
  }

  void step() {
    const NetworkState& g = generator_state;
    const NetworkState& d = discriminator_state;
    const NetworkWeights g_weights{g.values, g.rounded, g.running, g.gradients};
    const NetworkWeights d_weights{d.values, d.rounded, d.running, d.gradients};
    round_weights(backend, g_weights, g.parameters.size());
    round_weights(backend, d_weights, d.parameters.size());
    const Conditions conditions{inputs.fake_genres, inputs.fake_decades};
    generator.forward(backend, g_weights, conditions, inputs.generator_keep);

    discriminate(Pass::kReal, inputs.real.images, d_weights, nullptr);
    discriminate(Pass::kFake, generator.images(),
                 {d.values, d.rounded, d.running, d.gradients, true}, nullptr);
    adam(kernels::Network::kDiscriminator, d);
    round_weights(backend, d_weights, d.parameters.size());

    discriminate(Pass::kGenerator, generator.images(), {d.values, d.rounded, d.running},
                 &generator.image_map());
    generator.backward(backend, g_weights, conditions);
    adam(kernels::Network::kGenerator, g);

    backend.moving_average(state, average_values, g.values, g.parameters.size());
    backend.device().copy(average_running, g.running, g.statistics.size() * sizeof(float));
    backend.advance(state);
    ++steps_done;
  }

  /// What a step computes, in order, as far as memory still holds it afterwards: maps of the
  /// discriminator are overwritten by every pass, so its first two are judged by their losses.
  std::vector<NamedArray> arrays_in_order() const {
    std::vector<NamedArray> arrays;
    const auto add_maps = [&](const std::vector<Layer>& layers) {
      for (const Layer& layer : layers) {
        arrays.push_back({"the output of " + layer.name, layer.output.data(), layer.output.size()});
      }
    };
    const auto add_losses = [&](const std::string& name, Pass pass) {
      arrays.push_back({"the losses of the " + name, &reports[static_cast<std::size_t>(pass)].total,
                        sizeof(kernels::LossReport) / sizeof(float)});
    };
    const auto add_parameters = [&](const std::string& what, const NetworkState& network,
                                    const float* flat) {
      for (const engine::ParameterInfo& info : network.parameters.tensors()) {
        arrays.push_back({what + info.name, flat + info.offset, info.size});
      }
    };
    arrays.push_back({"the covers", inputs.real.images, generator.image_map().size()});
    add_maps(generator.layers());
    add_losses("discriminator on covers", Pass::kReal);
    add_losses("discriminator on fakes", Pass::kFake);
    add_parameters("the gradient of ", discriminator_state, discriminator_state.gradients);
    add_parameters("", discriminator_state, discriminator_state.values);
    add_maps(discriminator.layers());
    add_losses("generator", Pass::kGenerator);
    add_parameters("the gradient of ", generator_state, generator_state.gradients);
    add_parameters("", generator_state, generator_state.values);
    return arrays;
  }

  const Config config;
  const Labels labels;
  const kernels::Schedule schedule;
  kernels::Backend& backend;
  engine::BatchSource& source;
  engine::Arena arena;
  Generator generator;
  Discriminator discriminator;
  StepInputs inputs;
  NetworkState generator_state, discriminator_state;
  float* average_values;
  float* average_running;
  kernels::StepState* state;
  kernels::LossReport* reports;   // by pass
  float* noisy_images = nullptr;  // what the discriminator sees of covers with instance noise
  std::uint64_t steps_done = 0;
};

Training::Training(const Config& config, const Labels& labels, kernels::Backend& backend,
                   engine::BatchSource& source) {
  check_fit(config, labels, source);
  implementation_ = std::make_unique<Implementation>(config, labels, backend, source);
}

Training::~Training() = default;

void Training::initialize() {
  Implementation& self = *implementation_;
  std::uint32_t first_stream = 0;
  for (NetworkState* network : {&self.generator_state, &self.discriminator_state}) {
    self.upload(network->values,
                initial_values(network->parameters, self.config.train.seed, first_stream));
    self.upload(network->running, initial_running(network->statistics));
    const std::size_t bytes = network->parameters.size() * sizeof(float);
    self.backend.device().zero(network->exp_avg, bytes);
    self.backend.device().zero(network->exp_avg_sq, bytes);
    first_stream += static_cast<std::uint32_t>(network->parameters.tensors().size());
  }
  start_average();
  continue_at(0);
}

void Training::start_average() {
  Implementation& self = *implementation_;
  const NetworkState& from = self.generator_state;
  kernels::Device& device = self.backend.device();
  device.copy(self.average_values, from.values, from.parameters.size() * sizeof(float));
  device.copy(self.average_running, from.running, from.statistics.size() * sizeof(float));
}

void Training::continue_at(std::uint64_t step) { implementation_->set_step(step); }

void Training::run_step() {
  draw_inputs();
  compute_step();
}

void Training::draw_inputs() {
  Implementation& self = *implementation_;
  self.inputs.draw(self.backend, self.state, self.source);
}

void Training::compute_step() { implementation_->step(); }

std::uint64_t Training::step() const { return implementation_->steps_done; }

StepReport Training::report() {
  Implementation& self = *implementation_;
  std::array<kernels::LossReport, kPasses.size()> losses;
  self.backend.device().synchronize();
  self.backend.device().download(losses.data(), self.reports, sizeof losses);
  StepReport report{.step = self.steps_done,
                    .real = losses[static_cast<std::size_t>(Pass::kReal)],
                    .fake = losses[static_cast<std::size_t>(Pass::kFake)],
                    .generator = losses[static_cast<std::size_t>(Pass::kGenerator)]};
  report.loss_discriminator = double(report.real.total) + double(report.fake.total);
  report.loss_generator = report.generator.total;
  return report;
}

std::string Training::first_not_finite() {
  kernels::Device& device = backend().device();
  device.synchronize();
  for (const NamedArray& array : implementation_->arrays_in_order()) {
    if (!all_finite(array, device)) return array.name;
  }
  return {};
}

const Config& Training::config() const { return implementation_->config; }
const Labels& Training::labels() const { return implementation_->labels; }
kernels::Backend& Training::backend() { return implementation_->backend; }
NetworkState& Training::generator_state() { return implementation_->generator_state; }
NetworkState& Training::discriminator_state() { return implementation_->discriminator_state; }
float* Training::average_values() { return implementation_->average_values; }
float* Training::average_running() { return implementation_->average_running; }
const Generator& Training::generator() const { return implementation_->generator; }
const Discriminator& Training::discriminator() const { return implementation_->discriminator; }
const StepInputs& Training::inputs() const { return implementation_->inputs; }
bool Training::uses_genre_loss() const { return implementation_->labels.genres.size() > 1; }
std::size_t Training::device_bytes() const { return implementation_->arena.bytes(); }

double Training::flops_per_step() const {
  const Generator& g = implementation_->generator;
  const Discriminator& d = implementation_->discriminator;
  const double forward = d.forward_multiplications();
  const double own_half =
      2 * (forward + d.weight_multiplications() + d.data_multiplications(false));
  const double generators_half = forward + d.data_multiplications(true);
  return 2 *
         (g.forward_multiplications() + own_half + generators_half + g.backward_multiplications());
}

}  // namespace sleeve::net
