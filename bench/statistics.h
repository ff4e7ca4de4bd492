// What is said of a measurement that was repeated.
#pragma once

#include <vector>

namespace sleeve::bench {

/// Order statistics: a few repetitions that something else disturbed do not move them.
struct Summary {
  double median = 0;
  double minimum = 0;
  double deviation = 0;  // median absolute deviation from the median: the spread
  int repetitions = 0;
};

/// Of at least one value, all in the same unit. Throws std::invalid_argument if there is none.
Summary summarize(std::vector<double> values);

}  // namespace sleeve::bench
