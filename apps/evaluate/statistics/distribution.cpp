#include "apps/evaluate/statistics/distribution.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/evaluate/statistics/moments.h"

namespace sleeve::apps {
namespace {

BoxPlot box_of(std::span<const float> ascending) {
  BoxPlot box;
  box.lower_quartile = quantile(ascending, 0.25);
  box.median = quantile(ascending, 0.5);
  box.upper_quartile = quantile(ascending, 0.75);
  const double reach = 1.5 * (box.upper_quartile - box.lower_quartile);
  const auto first = std::find_if(ascending.begin(), ascending.end(),
                                  [&](float x) { return x >= box.lower_quartile - reach; });
  const auto last = std::find_if(ascending.rbegin(), ascending.rend(),
                                 [&](float x) { return x <= box.upper_quartile + reach; });
  // A quartile between two scores may lie beyond all that are within reach.
  box.lower_whisker = std::min<double>(*first, box.lower_quartile);
  box.upper_whisker = std::max<double>(*last, box.upper_quartile);
  box.outliers_below = static_cast<std::size_t>(first - ascending.begin());
  box.outliers_above = static_cast<std::size_t>(last - ascending.rbegin());
  return box;
}

}  // namespace

double quantile(std::span<const float> ascending, double level) {
  const double position = level * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  const double low = ascending[below], high = ascending[above];
  return low + (position - static_cast<double>(below)) * (high - low);
}

Distribution distribution_of(std::vector<float> scores) {
  if (scores.empty()) throw std::invalid_argument("a distribution of no scores");
  if (std::any_of(scores.begin(), scores.end(), [](float x) { return std::isnan(x); })) {
    throw std::invalid_argument("a distribution with a score that is NaN");
  }
  std::sort(scores.begin(), scores.end());

  Distribution distribution;
  distribution.count = scores.size();
  const Moments moments = moments_of(std::vector<double>(scores.begin(), scores.end()));
  distribution.mean = moments.mean;
  distribution.deviation = moments.deviation;
  const auto zeros = std::count(scores.begin(), scores.end(), 0.0F);
  distribution.zero_share = static_cast<double>(zeros) / static_cast<double>(scores.size());
  for (std::size_t i = 0; i < Distribution::kLevels.size(); ++i) {
    distribution.quantiles[i] = quantile(scores, Distribution::kLevels[i]);
  }
  distribution.box = box_of(scores);
  return distribution;
}

}  // namespace sleeve::apps
