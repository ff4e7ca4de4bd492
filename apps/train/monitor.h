// Says when a run has stopped to learn (docs/training.md, "When it goes wrong").
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/train/diversity_probe.h"
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

  /// Genres that have collapsed (judge_diversity) in two measurements in a row, and those that have
  /// recovered from it: a text for each of the two kinds that there is.
  std::vector<std::string> observe_diversity(const std::vector<GenreDiversity>& measured);
  /// "" or "jazz collapsed" or "3 genres collapsed": those that have not recovered.
  std::string collapsed_genres() const;

 private:
  double least_loss_;  // of the source head: the entropy of the smoothed target
  Streak discriminator_wins_, discriminator_lost_, collapsed_;
  std::map<std::string, int> collapses_;  // by genre: measurements in a row
};

}  // namespace sleeve::apps
