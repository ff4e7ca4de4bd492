// How far an evaluation is, for people, and where it can be stopped.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "apps/support/terminal.h"

namespace sleeve::apps {

/// A signal asked the program to stop.
struct Stopped {};

/// One stage after another: a live line while it lasts, a line that stays when it is done.
class Stages {
 public:
  explicit Stages(Terminal& terminal) : terminal_(terminal) {}

  /// "drawing covers", of `total` covers, pairs or steps.
  void begin(const std::string& name, std::uint64_t total);
  /// So much is done; `figures` go behind the time left. Throws Stopped after a stop signal.
  void advance(std::uint64_t done, const std::string& figures = "");
  void end(const std::string& figures = "");

 private:
  using Clock = std::chrono::steady_clock;

  Terminal& terminal_;
  std::string name_;
  std::uint64_t total_ = 0;
  Clock::time_point begin_{}, drawn_{};
};

}  // namespace sleeve::apps
