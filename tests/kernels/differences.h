// Gradients against central differences in double.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/kernels/cases/inputs.h"

namespace sleeve::kernels {

inline std::vector<double> doubles(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Checks `gradient` to be that of loss() in `x`, which loss() reads. Truncation leaves h^2, about
/// 1e-10, times the third derivative, rounding 1e-16 / h times the loss.
template <typename Loss>
void check_gradient(const std::string& of, std::vector<double>& x,
                    const std::vector<double>& gradient, Loss loss) {
  constexpr double kStep = 1e-5, kTolerance = 1e-7;
  REQUIRE(gradient.size() == x.size());
  double largest = 1, worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double before = x[i];
    x[i] = before + kStep;
    const double above = loss();
    x[i] = before - kStep;
    const double below = loss();
    x[i] = before;
    const double error = std::abs((above - below) / (2 * kStep) - gradient[i]);
    worst = std::isnan(error) ? INFINITY : std::max(worst, error);
    largest = std::max(largest, std::abs(gradient[i]));
  }
  CHECK_MESSAGE(worst <= kTolerance * largest, "gradient of " << of << ": error " << worst);
}

}  // namespace sleeve::kernels
