#include "bench/statistics.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sleeve::bench {
namespace {

/// Of an even number of values, the mean of the two in the middle.
double median_of(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

Summary summarize(std::vector<double> values) {
  if (values.empty()) throw std::invalid_argument("nothing was measured");
  Summary summary;
  summary.median = median_of(values);
  summary.minimum = values.front();
  summary.repetitions = static_cast<int>(values.size());
  for (double& value : values) value = std::abs(value - summary.median);
  summary.deviation = median_of(values);
  return summary;
}

}  // namespace sleeve::bench
