// A set of scores in a few numbers.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace sleeve::apps {

/// As Tukey draws it (1977): whiskers reach to the outermost scores within 1.5 interquartile ranges
/// of the box; what lies beyond them are outliers.
struct BoxPlot {
  double lower_whisker = 0, lower_quartile = 0, median = 0, upper_quartile = 0, upper_whisker = 0;
  std::size_t outliers_below = 0, outliers_above = 0;
};

struct Distribution {
  static constexpr std::array kLevels = {0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0};

  std::size_t count = 0;
  double mean = 0;
  double deviation = 0;                            // with n - 1; 0 of one score
  double zero_share = 0;                           // of scores that are exactly 0
  std::array<double, kLevels.size()> quantiles{};  // at kLevels
  BoxPlot box;

  double median() const { return quantiles[3]; }
  double upper_quartile() const { return quantiles[4]; }
  double percentile_5() const { return quantiles[1]; }
  double percentile_95() const { return quantiles[5]; }
};

/// The quantile at `level` in [0, 1] of scores in ascending order, at least one: linear between the
/// two scores around position level (n - 1), the first being at 0 (type 7 of Hyndman and Fan 1996).
double quantile(std::span<const float> ascending, double level);

/// Of at least one score. Throws std::invalid_argument if there is none, or one is NaN.
Distribution distribution_of(std::vector<float> scores);

}  // namespace sleeve::apps
