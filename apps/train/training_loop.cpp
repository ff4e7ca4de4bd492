#include "apps/train/training_loop.h"

#include <stdexcept>

#include "apps/support/config_file.h"
#include "apps/support/program.h"
#include "apps/support/signals.h"
#include "net/checkpoint.h"

namespace sleeve::apps {
namespace {

/// Null if the recipe does not want it, or the covers have a size that it cannot measure.
std::unique_ptr<DiversityProbe> make_probe(const net::Training& training, net::Drawing& drawing,
                                           const data::DataSet& covers, RunLog& log) {
  if (training.config().report.diversity_every == 0) return nullptr;
  try {
    return std::make_unique<DiversityProbe>(training, drawing, covers);
  } catch (const std::invalid_argument& error) {
    log.note(std::string("diversity is not measured: ") + error.what());
    return nullptr;
  }
}

}  // namespace

TrainingLoop::TrainingLoop(net::Training& training, const data::DataSet& covers,
                           const RunFolder& folder, RunLog& log, Terminal& terminal,
                           net::TraceWriter* trace)
    : training_(training),
      folder_(folder),
      log_(log),
      trace_(trace),
      first_step_(training.step()),
      config_yaml_(config_text(training.config())),
      metrics_(folder.metrics(), training.step()),
      drawing_(training, net::Weights::kAverage, training.config().data.batch),
      samples_(training, drawing_),
      diversity_(make_probe(training, drawing_, covers, log)),
      monitor_(training.config().train),
      progress_(training, terminal) {}

int TrainingLoop::run() {
  const net::ReportConfig& every = training_.config().report;
  const auto steps = static_cast<std::uint64_t>(training_.config().train.steps);
  // From the first moment there is something to resume, and a full disk shows early.
  if (first_step_ == 0) save_checkpoint(0);

  for (std::uint64_t step = first_step_; step < steps;) {
    training_.run_step();
    if (trace_ != nullptr && !trace_->complete()) trace_step();
    step = training_.step();
    progress_.step_done();
    const auto is_due = [&](std::int64_t interval) {
      return step % static_cast<std::uint64_t>(interval) == 0 || step == steps;
    };
    if (is_due(every.every)) begin_report();
    if (pending_report_ && pending_report_->ready()) finish_report();
    if (is_due(every.samples_every)) draw_samples(step);
    if (diversity_ != nullptr && is_due(every.diversity_every)) measure_diversity(step);
    const bool stop = stop_signal() != 0 && step != steps;
    if (stop || is_due(every.checkpoint_every)) save_checkpoint(step);
    if (stop) {
      log_.say("stopped by a signal at step " + std::to_string(step) +
               ", all saved; --resume goes on");
      if (trace_ != nullptr && !trace_->complete()) log_.say("the trace is not complete: not kept");
      return kInterrupted;
    }
  }
  log_.say("done: step " + std::to_string(training_.step()) + ", " +
           folder_.latest_checkpoint().string());
  return kDone;
}

void TrainingLoop::begin_report() {
  finish_report();
  pending_report_ = training_.last_report();
}

void TrainingLoop::finish_report() {
  if (!pending_report_) return;
  const net::StepReport figures = pending_report_->wait();
  pending_report_.reset();
  if (!figures.finite()) fail_not_finite(figures.step);
  metrics_.append(training_, figures, metrics_.seconds() + progress_.seconds(),
                  progress_.images_per_second(figures.step));
  progress_.reported(figures);
  warn(monitor_.observe(figures));
}

void TrainingLoop::trace_step() {
  const Progress::Pause pause(progress_);
  trace_->after_step();
  if (!trace_->complete()) return;
  trace_->finish();
  log_.say("trace complete");
}

/// Before what is no part of training: the device's time until here is.
void TrainingLoop::catch_up() {
  finish_report();
  training_.backend().device().synchronize();
}

void TrainingLoop::draw_samples(std::uint64_t step) {
  catch_up();
  const Progress::Pause pause(progress_);
  const double spread = samples_.draw(folder_.samples(step));
  log_.note("drew " + folder_.samples(step).string());
  warn(monitor_.observe_samples(spread));
}

void TrainingLoop::measure_diversity(std::uint64_t step) {
  catch_up();
  const Progress::Pause pause(progress_);
  const std::vector<GenreDiversity> measured = diversity_->measure();
  metrics_.append(step, metrics_.seconds() + progress_.seconds(),
                  training_.config().train.diversity_convention, measured);
  for (const std::string& text : monitor_.observe_diversity(measured)) log_.say(text);
  progress_.set_alarm(monitor_.collapsed_genres());
}

void TrainingLoop::save_checkpoint(std::uint64_t step) {
  catch_up();
  const Progress::Pause pause(progress_);
  if (step != first_step_ && !training_.first_not_finite().empty()) fail_not_finite(step);
  folder_.save_checkpoint(step, training_.config().report.keep,
                          [&](const std::filesystem::path& path) {
                            net::save_checkpoint(path, training_, config_yaml_);
                          });
  log_.note("saved " + folder_.checkpoint(step).string());
}

void TrainingLoop::warn(const std::optional<std::string>& warning) {
  if (warning) log_.say(*warning);
}

void TrainingLoop::fail_not_finite(std::uint64_t step) {
  throw std::runtime_error("step " + std::to_string(step) +
                           ": not a finite number any more, first in " +
                           training_.first_not_finite() + "; the last good checkpoint is " +
                           folder_.latest_checkpoint().string() +
                           "; lower train.generator_rate or train.discriminator_rate");
}

}  // namespace sleeve::apps
