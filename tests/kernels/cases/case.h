// One case of one operation: its inputs, what it writes, and how far a backend may be from the
// reference. The same cases serve the tests, `bench --check` and runs on a GPU.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernels/backend.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels::cases {

/// What came of one output, or of one rule that every operation keeps (guards, inputs unchanged).
struct Comparison {
  std::string output;
  double error = 0;
  double tolerance = 0;
  bool passed() const { return error <= tolerance; }  // not if the error is NaN
};

struct Case {
  std::string name;  // operation/shape/options
  std::function<void(Workbench&)> launch;

  /// What the case writes on `backend`.
  Outputs compute(Backend& backend) const;
  std::vector<Comparison> run(Backend& tested, Backend& reference) const;
};

/// Every case of every operation.
const std::vector<Case>& all_cases();

void add_convolution_cases(std::vector<Case>& cases);
void add_normalization_cases(std::vector<Case>& cases);
void add_layer_cases(std::vector<Case>& cases);
void add_loss_cases(std::vector<Case>& cases);
void add_optimizer_cases(std::vector<Case>& cases);
void add_draw_cases(std::vector<Case>& cases);
void add_batch_cases(std::vector<Case>& cases);
void add_ssim_cases(std::vector<Case>& cases);
void add_diversity_cases(std::vector<Case>& cases);

}  // namespace sleeve::kernels::cases
