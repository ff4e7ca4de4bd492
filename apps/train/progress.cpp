#include "apps/train/progress.h"

#include <cstdio>

namespace sleeve::apps {
namespace {

constexpr std::chrono::milliseconds kRedraw{250};

std::string figures_of(const net::Training& training, const net::StepReport& report) {
  char text[160];
  std::snprintf(text, sizeof(text), "  D %.3f  G %.3f  D(real) %.2f  D(fake) %.2f",
                report.loss_discriminator, report.loss_generator, report.real.probability,
                report.fake.probability);
  std::string figures = text;
  if (training.uses_genre_loss()) {
    std::snprintf(text, sizeof(text), "  genre %.0f%%", 100 * report.real.genre_accuracy);
    figures += text;
  }
  return figures;
}

}  // namespace

Progress::Progress(const net::Training& training, Terminal& terminal)
    : training_(training),
      terminal_(terminal),
      first_step_(training.step()),
      interval_step_(training.step()) {}

double Progress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - begin_).count();
}

double Progress::working_seconds() const {
  return std::chrono::duration<double>(Clock::now() - begin_ - paused_).count();
}

double Progress::images_per_second(std::uint64_t step) const {
  const auto covers = static_cast<double>(step - interval_step_) * training_.config().data.batch;
  return covers / (working_seconds() - interval_seconds_);
}

void Progress::step_done() {
  if (!terminal_.live() || Clock::now() - drawn_ < kRedraw) return;
  drawn_ = Clock::now();
  terminal_.live_line(text(training_.step()));
}

void Progress::reported(const net::StepReport& report) {
  rate_ = images_per_second(report.step);
  interval_step_ = report.step;
  interval_seconds_ = working_seconds();
  figures_ = figures_of(training_, report);
  if (terminal_.live()) {
    terminal_.live_line(text(training_.step()));
  } else {
    terminal_.line(text(report.step));
  }
}

std::string Progress::text(std::uint64_t step) const {
  const auto steps = static_cast<std::uint64_t>(training_.config().train.steps);
  const double per_step = working_seconds() / static_cast<double>(step - first_step_);
  const double left = per_step * static_cast<double>(steps - step);
  char text[80];
  std::snprintf(text, sizeof(text), "  %s left  %.0f images/s", clock_text(left).c_str(),
                rate_ > 0 ? rate_ : images_per_second(step));
  return "step " + std::to_string(step) + "/" + std::to_string(steps) +
         (alarm_.empty() ? "" : "  [" + alarm_ + "]") + text + figures_;
}

}  // namespace sleeve::apps
