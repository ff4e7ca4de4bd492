// Says when a run has stopped to learn (docs/training.md, "When it goes wrong").
#pragma once

#include <optional>
#include <string>

#include "net/training.h"

namespace sleeve::apps {

/// True in the moment in which something has held `patience` times in a row.
class Streak {
 public:
  explicit Streak(int patience) : patience_(patience) {}
  bool reached(bool holds) {
    length_ = holds ? length_ + 1 : 0;
    return length_ == patience_;
  }

 private:
  int patience_;
  int length_ = 0;
};

/// Each warning comes once, and again only after what it warns of has passed.
class Monitor {
 public:
  explicit Monitor(const net::TrainConfig& train);

  /// The discriminator's loss close to the least it can be: it no longer errs, and so teaches the
  /// generator little. Or its probabilities close to 1 for fakes or 0 for covers: it has given up.
  std::optional<std::string> observe(const net::StepReport& report);

  /// `spread`: standard deviation of a pixel within a genre, averaged, on the scale of [-1, 1].
  /// Near zero the generator draws one cover per genre.
  std::optional<std::string> observe_samples(double spread);

 private:
  double least_loss_;  // of the source head: the entropy of the smoothed target
  Streak discriminator_wins_, discriminator_lost_, collapsed_;
};

}  // namespace sleeve::apps
