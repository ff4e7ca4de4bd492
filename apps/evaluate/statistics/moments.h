// Mean and spread.
#pragma once

#include <span>

namespace sleeve::apps {

struct Moments {
  double mean = 0;
  double deviation = 0;  // standard deviation with n - 1; 0 of one value
};

/// Of at least one value.
Moments moments_of(std::span<const double> values);

}  // namespace sleeve::apps
