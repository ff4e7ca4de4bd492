#include "net/training.h"

#include <array>
#include <cmath>
#include <cstring>
#include <deque>
#include <functional>
#include <stdexcept>

#include "net/first_not_finite.h"
#include "net/initialization.h"
#include "net/training_step.h"

namespace sleeve::net {
namespace {

/// Steps that the device may be behind: enough for it never to wait for the host, few enough for
/// the host to answer a signal soon.
constexpr std::size_t kStepsAhead = 2;

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

}  // namespace

bool StepReport::finite() const {
  return std::isfinite(loss_discriminator) && std::isfinite(loss_generator);
}

StepReport PendingReport::wait() {
  std::array<kernels::LossReport, kPasses.size()> losses;
  std::memcpy(losses.data(), losses_->wait(), sizeof losses);
  StepReport report{.step = step_,
                    .real = losses[static_cast<std::size_t>(Pass::kReal)],
                    .fake = losses[static_cast<std::size_t>(Pass::kFake)],
                    .generator = losses[static_cast<std::size_t>(Pass::kGenerator)]};
  report.loss_discriminator = double(report.real.total) + double(report.fake.total);
  report.loss_generator = report.generator.total;
  return report;
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
        arrays(config, labels, source.decade_count(), backend.precision(), arena),
        launches(config, backend, source, arrays) {}

  void set_step(std::uint64_t step) {
    steps_done = step;
    const kernels::StepState value = state_of_step(schedule, step);
    backend.device().upload(arrays.state, &value, sizeof value);
  }

  void upload(float* to, const std::vector<float>& from) {
    backend.device().upload(to, from.data(), from.size() * sizeof(float));
  }

  /// `launch` makes launches that begin with those of the inputs; round them the source does its
  /// own work on the host.
  void launch_with_covers(const std::function<void()>& launch) {
    source.prepare(state_of_step(schedule, steps_done));
    launch();
    source.look_ahead(state_of_step(schedule, steps_done + 1));
  }

  /// The first step is launched piece by piece: backends take their scratch memory then. From the
  /// second on it is one recording, which stays good: nothing it refers to moves, not even when
  /// training goes on at another step.
  void launch_step() {
    const auto all_launches = [this] {
      launches.launch_inputs();
      launches.launch_step();
    };
    if (!launched) {
      all_launches();
      launched = true;
      return;
    }
    if (recording == nullptr) recording = backend.device().record(all_launches);
    recording->replay();
  }

  /// Every step's losses are read back behind it. The host waits for those of kStepsAhead steps
  /// ago before it goes on.
  void step_launched() {
    ++steps_done;
    reports.emplace_back(steps_done, backend.device().read_back(
                                         arrays.reports, kPasses.size() * sizeof(*arrays.reports)));
    while (reports.size() > kStepsAhead + 1) reports.pop_front();
    if (reports.size() > kStepsAhead) reports.front().wait();
  }

  const Config config;
  const Labels labels;
  const kernels::Schedule schedule;
  kernels::Backend& backend;
  engine::BatchSource& source;
  engine::Arena arena;
  TrainingArrays arrays;
  TrainingStep launches;
  std::uint64_t steps_done = 0;
  bool launched = false;
  std::unique_ptr<kernels::Recording> recording;
  std::deque<PendingReport> reports;  // of the last steps
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
  for (NetworkState* network : {&generator_state(), &discriminator_state()}) {
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
  const NetworkState& from = generator_state();
  kernels::Device& device = self.backend.device();
  device.copy(average_values(), from.values, from.parameters.size() * sizeof(float));
  device.copy(average_running(), from.running, from.statistics.size() * sizeof(float));
}

void Training::continue_at(std::uint64_t step) { implementation_->set_step(step); }

void Training::run_step() {
  Implementation& self = *implementation_;
  self.launch_with_covers([&] { self.launch_step(); });
  self.step_launched();
}

void Training::draw_inputs() {
  Implementation& self = *implementation_;
  self.launch_with_covers([&] { self.launches.launch_inputs(); });
}

void Training::compute_step() {
  implementation_->launches.launch_step();
  implementation_->step_launched();
}

std::uint64_t Training::step() const { return implementation_->steps_done; }

StepReport Training::report() { return last_report().wait(); }

PendingReport Training::last_report() { return implementation_->reports.back(); }

std::string Training::first_not_finite() {
  return net::first_not_finite(implementation_->arrays, backend().device());
}

const Config& Training::config() const { return implementation_->config; }
const Labels& Training::labels() const { return implementation_->labels; }
kernels::Backend& Training::backend() { return implementation_->backend; }
NetworkState& Training::generator_state() { return implementation_->arrays.generator_state; }
NetworkState& Training::discriminator_state() {
  return implementation_->arrays.discriminator_state;
}
float* Training::average_values() { return implementation_->arrays.average_values; }
float* Training::average_running() { return implementation_->arrays.average_running; }
const Generator& Training::generator() const { return implementation_->arrays.generator; }
const Discriminator& Training::discriminator() const {
  return implementation_->arrays.discriminator;
}
const StepInputs& Training::inputs() const { return implementation_->arrays.inputs; }
bool Training::uses_genre_loss() const { return implementation_->labels.genres.size() > 1; }
std::size_t Training::device_bytes() const { return implementation_->arena.bytes(); }

double Training::flops_per_step() const {
  const Generator& g = generator();
  const Discriminator& d = discriminator();
  const double forward = d.forward_multiplications();
  const double own_half =
      2 * (forward + d.weight_multiplications() + d.data_multiplications(false));
  const double generators_half = forward + d.data_multiplications(true);
  return 2 *
         (g.forward_multiplications() + own_half + generators_half + g.backward_multiplications());
}

}  // namespace sleeve::net
