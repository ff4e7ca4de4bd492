// How far a training is and how fast it goes, for people.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "apps/support/terminal.h"
#include "net/training.h"

namespace sleeve::apps {

class Progress {
 public:
  /// The training stands where the run begins or goes on.
  Progress(const net::Training& training, Terminal& terminal);

  /// After every step; the live line is drawn a few times a second.
  void step_done();
  /// When a report has come: a plain line where there is no live one.
  void reported(const net::StepReport& report);

  /// Shown on every line from now on, unless empty.
  void set_alarm(const std::string& alarm) { alarm_ = alarm; }

  /// Covers per second from the last report to that of `step`, pauses left out.
  double images_per_second(std::uint64_t step) const;
  /// Since construction, pauses included.
  double seconds() const;

  /// Time that is spent on something else than training steps: samples, checkpoints.
  class Pause {
   public:
    explicit Pause(Progress& progress) : progress_(progress), begin_(Clock::now()) {}
    ~Pause() { progress_.paused_ += Clock::now() - begin_; }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    Progress& progress_;
    std::chrono::steady_clock::time_point begin_;
  };

 private:
  using Clock = std::chrono::steady_clock;

  std::string text(std::uint64_t step) const;
  /// Seconds spent on training steps.
  double working_seconds() const;

  const net::Training& training_;
  Terminal& terminal_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point drawn_{};
  Clock::duration paused_{};
  std::uint64_t first_step_;
  std::uint64_t interval_step_;  // where the interval of images_per_second begins
  double interval_seconds_ = 0;  // working_seconds() there
  double rate_ = 0;              // of the last interval
  std::string figures_;          // of the last report
  std::string alarm_;
};

}  // namespace sleeve::apps
