// Whether what is measured is right.
#pragma once

#include <string>
#include <vector>

#include "bench/operation.h"
#include "kernels/backend.h"

namespace sleeve::bench {

/// What differs from the reference by more than it may.
struct Fault {
  std::string name, output;
  double error = 0, tolerance = 0;
};

/// Runs every case on both backends.
std::vector<Fault> check_cases(const std::vector<kernels::cases::Case>& cases,
                               kernels::Backend& tested, kernels::Backend& reference);

}  // namespace sleeve::bench
