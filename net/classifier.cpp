#include "net/classifier.h"

#include <stdexcept>
#include <string>

#include "net/dropout_masks.h"
#include "net/initialization.h"

namespace sleeve::net {
namespace {

constexpr int kLastMap = 4;  // maps are halved until they are no wider
constexpr float kSlope = 0.2F;
constexpr double kBeta1 = 0.9, kBeta2 = 0.999;

kernels::Schedule schedule_of(const ClassifierConfig& config) {
  kernels::Schedule schedule;
  schedule.seed = config.seed;
  schedule.discriminator_rate = config.rate;
  schedule.beta1 = kBeta1;
  schedule.beta2 = kBeta2;
  schedule.average_decay = config.average_decay;
  schedule.instance_noise = config.noise;
  return schedule;
}

}  // namespace

DiscriminatorForm classifier_form(int image_size, int width, float dropout, const Labels& labels) {
  if (image_size <= kLastMap) {
    throw std::invalid_argument("covers of " + std::to_string(image_size) +
                                " pixels are too small for a classifier");
  }
  DiscriminatorConfig layers;
  for (int size = image_size; size > kLastMap; size /= 2) {
    const auto depth = layers.down.size();
    layers.down.push_back({.channels = width << depth,
                           .kernel = 4,
                           .stride = 2,
                           .norm = depth > 0,
                           .dropout = dropout});
  }
  return {.name = "classifier",
          .image_size = image_size,
          .layers = layers,
          .slope = kSlope,
          .heads = {.genres = static_cast<int>(labels.genres.size()),
                    .decades = static_cast<int>(labels.decades.size()),
                    .sources = 0}};
}

struct ClassifierTraining::Implementation {
  Implementation(const ClassifierConfig& config_, const Labels& labels_, kernels::Backend& backend_,
                 engine::BatchSource& source_)
      : config(config_),
        labels(labels_),
        schedule(schedule_of(config)),
        backend(backend_),
        source(source_),
        arena(backend.device()),
        network(classifier_form(config.image_size, config.width, config.dropout, labels),
                config.batch, Mode::kTraining, backend.precision(), arena),
        keep(masks.take(network.layers(), false, "classifier", kernels::DropoutPass::kCovers,
                        arena)),
        weights(take_network_state(network.parameters(), network.statistics(), backend.precision(),
                                   arena)),
        average(arena.take<float>(network.parameters().size())),
        state(arena.take<kernels::StepState>(1)),
        report(arena.take<kernels::LossReport>(1)) {
    const auto take = [&](int columns) {
      return arena.take<float>(std::size_t(config.batch) * std::size_t(columns));
    };
    covers = {.batch = config.batch,
              .images = take(image_elements()),
              .genres = take(network.heads().genres),
              .decades = take(source.decade_count()),
              .rows = arena.take<std::int32_t>(std::size_t(config.batch))};
    noise = take(image_elements());
  }

  int image_elements() const { return config.image_size * config.image_size * 3; }

  void initialize() {
    kernels::Device& device = backend.device();
    const auto upload = [&](float* to, const std::vector<float>& from) {
      device.upload(to, from.data(), from.size() * sizeof(float));
    };
    const std::vector<float> values = initial_values(network.parameters(), config.seed, 0);
    upload(weights.values, values);
    upload(average, values);
    upload(weights.running, initial_running(network.statistics()));
    const kernels::StepState first = state_of_step(schedule, 0);
    device.upload(state, &first, sizeof first);
  }

  void launch_step() {
    source.load(backend, state, covers);
    masks.draw(backend, state);
    const std::size_t elements = std::size_t(config.batch) * std::size_t(image_elements());
    backend.draw_instance_noise(state, stream_number(kernels::Stream::kRealNoise), elements, noise);
    backend.add(covers.images, noise, elements, covers.images);
    round_weights(backend, weights.weights(), weights.parameters.size());
    network.forward(backend, weights.weights(), covers.images, keep);
    backend.acgan_loss({.heads = network.heads(),
                        .batch = config.batch,
                        .genre_weight = 1,
                        .decade_weight = 1,
                        .genres = covers.genres,
                        .decades = labels.decades.empty() ? nullptr : covers.decades},
                       network.logits(), network.logit_gradient(), report);
    network.backward(backend, weights.weights(), nullptr);
    backend.adam(state, kernels::Network::kDiscriminator, weights.values, weights.gradients,
                 weights.exp_avg, weights.exp_avg_sq, weights.parameters.size());
    backend.moving_average(state, average, weights.values, weights.parameters.size());
    backend.advance(state);
  }

  const ClassifierConfig config;
  const Labels labels;
  const kernels::Schedule schedule;
  kernels::Backend& backend;
  engine::BatchSource& source;
  engine::Arena arena;
  Discriminator network;
  DropoutMasks masks;
  KeepMasks keep;
  NetworkState weights;
  float* average;
  kernels::StepState* state;
  kernels::LossReport* report;
  kernels::CoverBatch covers;
  float* noise = nullptr;
  std::uint64_t steps_done = 0;
};

ClassifierTraining::ClassifierTraining(const ClassifierConfig& config, const Labels& labels,
                                       kernels::Backend& backend, engine::BatchSource& source) {
  if (source.image_size() != config.image_size ||
      source.genre_count() != static_cast<int>(labels.genres.size()) ||
      (!labels.decades.empty() &&
       source.decade_count() != static_cast<int>(labels.decades.size()))) {
    throw std::invalid_argument("the classifier and its covers differ in size, genres or decades");
  }
  implementation_ = std::make_unique<Implementation>(config, labels, backend, source);
  implementation_->initialize();
}

ClassifierTraining::ClassifierTraining(ClassifierTraining&&) noexcept = default;
ClassifierTraining::~ClassifierTraining() = default;

void ClassifierTraining::run_step() {
  Implementation& self = *implementation_;
  self.source.prepare(state_of_step(self.schedule, self.steps_done));
  self.launch_step();
  self.source.look_ahead(state_of_step(self.schedule, ++self.steps_done));
}

std::uint64_t ClassifierTraining::step() const { return implementation_->steps_done; }

kernels::LossReport ClassifierTraining::report() const {
  kernels::LossReport report{};
  implementation_->backend.device().download(&report, implementation_->report, sizeof report);
  return report;
}

const ClassifierConfig& ClassifierTraining::config() const { return implementation_->config; }
const Labels& ClassifierTraining::labels() const { return implementation_->labels; }
kernels::Backend& ClassifierTraining::backend() const { return implementation_->backend; }
const NetworkState& ClassifierTraining::state() const { return implementation_->weights; }
float* ClassifierTraining::average_values() const { return implementation_->average; }

}  // namespace sleeve::net
