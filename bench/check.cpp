#include "bench/check.h"

namespace sleeve::bench {

std::vector<Fault> check_cases(const std::vector<kernels::cases::Case>& cases,
                               kernels::Backend& tested, kernels::Backend& reference) {
  std::vector<Fault> faults;
  for (const kernels::cases::Case& one : cases) {
    for (const kernels::cases::Comparison& comparison : one.run(tested, reference)) {
      if (comparison.passed()) continue;
      faults.push_back({one.name, comparison.output, comparison.error, comparison.tolerance});
    }
  }
  return faults;
}

}  // namespace sleeve::bench
