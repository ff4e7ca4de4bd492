#include "tests/kernels/cases/case.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sleeve::kernels::cases {
namespace {

/// The largest distance; infinite if any is NaN.
double largest_error(const std::vector<double>& tested, const std::vector<double>& reference) {
  double largest = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double error = std::abs(tested[i] - reference[i]);
    largest = std::max(largest, std::isnan(error) ? INFINITY : error);
  }
  return largest;
}

}  // namespace

Outputs Case::compute(Backend& backend) const {
  Workbench bench(backend);
  launch(bench);
  return bench.finish();
}

std::vector<Comparison> Case::run(Backend& tested, Backend& reference) const {
  const Outputs found = compute(tested), expected = compute(reference);
  std::vector<Comparison> comparisons;
  for (std::size_t i = 0; i < expected.arrays.size(); ++i) {
    const Output& output = expected.arrays[i];
    comparisons.push_back({output.name, largest_error(found.arrays[i].values, output.values),
                           output.tolerance(output, expected)});
  }
  for (const Outputs* outputs : {&found, &expected}) {
    for (const std::string& fault : outputs->faults) {
      comparisons.push_back({fault, std::numeric_limits<double>::infinity(), 0});
    }
  }
  return comparisons;
}

const std::vector<Case>& all_cases() {
  static const std::vector<Case> cases = [] {
    std::vector<Case> all;
    add_convolution_cases(all);
    add_normalization_cases(all);
    add_layer_cases(all);
    add_loss_cases(all);
    add_optimizer_cases(all);
    add_draw_cases(all);
    add_batch_cases(all);
    add_ssim_cases(all);
    add_diversity_cases(all);
    return all;
  }();
  return cases;
}

}  // namespace sleeve::kernels::cases
