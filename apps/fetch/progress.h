// How far fetching is and how fast it goes, for people.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "apps/support/terminal.h"
#include "data/fetching/fetch.h"

namespace sleeve::apps {

class FetchProgress {
 public:
  FetchProgress(std::int64_t per_genre, Terminal& terminal);

  /// Draws the live line a few times a second; without a terminal, a plain line now and then.
  void show(const data::fetching::FetchStatus& status);

 private:
  using Clock = std::chrono::steady_clock;
  std::string text(const data::fetching::FetchStatus& status) const;

  const std::int64_t per_genre_;
  Terminal& terminal_;
  const Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_ = begin_;
};

}  // namespace sleeve::apps
