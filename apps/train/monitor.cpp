#include "apps/train/monitor.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "apps/evaluate/verdict.h"
#include "apps/support/nearest.h"

namespace sleeve::apps {
namespace {

constexpr int kReports = 10;
constexpr int kGrids = 3;
constexpr double kSmallLoss = 0.05;
constexpr double kSaturated = 0.02;
constexpr double kSmallSpread = 0.05;
constexpr int kMeasurements = 2;

double entropy(double p) {
  const auto term = [](double q) { return q > 0 ? -q * std::log(q) : 0; };
  return term(p) + term(1 - p);
}

/// "jazz (0.91, real 0.02 and 0.20)"
std::string figures_of(const GenreDiversity& measured) {
  const Diversity& diversity = measured.diversity;
  char text[96];
  std::snprintf(text, sizeof(text), " (%.2f, real %.2f and %.2f)", diversity.generated->median(),
                diversity.real->median(), diversity.real->percentile_95());
  return measured.genre + text;
}

constexpr const char* kFigures =
    "; in brackets the median MS-SSIM of generated pairs, and median and 95th percentile of real "
    "ones";

}  // namespace

Monitor::Monitor(const net::TrainConfig& train)
    : least_loss_(entropy(train.real_target)),
      discriminator_wins_(kReports),
      discriminator_lost_(kReports),
      collapsed_(kGrids) {}

std::optional<std::string> Monitor::observe(const net::StepReport& report) {
  const double loss = double(report.real.source) + double(report.fake.source);
  if (discriminator_wins_.reached(loss - least_loss_ < kSmallLoss)) {
    return "warning: the discriminator tells covers from fakes without error, so the generator "
           "learns little; a lower train.discriminator_rate, train.dropout or "
           "train.instance_noise may help";
  }
  if (discriminator_lost_.reached(report.fake.probability > 1 - kSaturated ||
                                  report.real.probability < kSaturated)) {
    return "warning: the discriminator takes fakes for covers, or covers for fakes, without "
           "doubt; a lower train.generator_rate may help";
  }
  return std::nullopt;
}

std::optional<std::string> Monitor::observe_samples(double spread) {
  if (!collapsed_.reached(spread < kSmallSpread)) return std::nullopt;
  return "warning: the covers of a genre look all the same: the generator has collapsed; begin "
         "anew with lower rates, or from an earlier checkpoint with --init";
}

std::vector<std::string> Monitor::observe_diversity(const std::vector<GenreDiversity>& measured) {
  std::vector<std::string> collapsed, recovered;
  for (const GenreDiversity& genre : measured) {
    const Judgement judgement = judge_diversity(genre.diversity);
    if (judgement == Judgement::kUnknown) continue;
    int& in_a_row = collapses_[genre.genre];
    if (judgement == Judgement::kBad) {
      if (++in_a_row == kMeasurements) collapsed.push_back(figures_of(genre));
    } else {
      if (in_a_row >= kMeasurements) recovered.push_back(figures_of(genre));
      in_a_row = 0;
    }
  }
  std::vector<std::string> texts;
  if (!collapsed.empty()) {
    texts.push_back("warning: covers of a genre are alike, the generator has collapsed: " +
                    comma_separated(collapsed) + kFigures +
                    "; train.diversity_weight, train.instance_noise or lower rates may help");
  }
  if (!recovered.empty()) {
    texts.push_back("no longer collapsed: " + comma_separated(recovered) + kFigures);
  }
  return texts;
}

std::string Monitor::collapsed_genres() const {
  std::vector<std::string> names;
  for (const auto& [genre, in_a_row] : collapses_) {
    if (in_a_row >= kMeasurements) names.push_back(genre);
  }
  if (names.empty()) return "";
  return (names.size() == 1 ? names[0] : std::to_string(names.size()) + " genres") + " collapsed";
}

}  // namespace sleeve::apps
