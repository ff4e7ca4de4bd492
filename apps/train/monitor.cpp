#include "apps/train/monitor.h"

#include <cmath>

namespace sleeve::apps {
namespace {

constexpr int kReports = 10;
constexpr int kGrids = 3;
constexpr double kSmallLoss = 0.05;
constexpr double kSaturated = 0.02;
constexpr double kSmallSpread = 0.05;

double entropy(double p) {
  const auto term = [](double q) { return q > 0 ? -q * std::log(q) : 0; };
  return term(p) + term(1 - p);
}

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

}  // namespace sleeve::apps
