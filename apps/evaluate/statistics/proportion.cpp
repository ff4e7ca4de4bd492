#include "apps/evaluate/statistics/proportion.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace sleeve::apps {

Interval wilson_interval(std::int64_t successes, std::int64_t count) {
  if (count < 1 || successes < 0 || successes > count) {
    throw std::invalid_argument("an interval for " + std::to_string(successes) + " of " +
                                std::to_string(count));
  }
  constexpr double kZ = 1.959963984540054;  // the normal distribution's 97.5% quantile
  const auto n = static_cast<double>(count);
  const double share = static_cast<double>(successes) / n;
  const double centre = share + kZ * kZ / (2 * n);
  const double reach = kZ * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  // At the ends the two terms are equal but for their rounding.
  return {successes == 0 ? 0 : (centre - reach) / scale,
          successes == count ? 1 : (centre + reach) / scale};
}

}  // namespace sleeve::apps
