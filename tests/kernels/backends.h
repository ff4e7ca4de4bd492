// Which backends a test program is about: those of the CPU, or those of a GPU (tests_kernels_gpu).
#pragma once

#include <string>
#include <vector>

#include "kernels/precision.h"

namespace sleeve::kernels {

struct TestedBackend {
  std::string name;
  Precision precision = Precision::kF32;
  bool repeats = true;                   // the same bits, run after run
  bool rounds_weight_gradients = false;  // to bf16, which the cases do not allow for
};

/// Held against the reference, case by case.
const std::vector<TestedBackend>& tested_backends();

/// Held against what can be told without a computer; all of them offer f32.
const std::vector<std::string>& all_backends();

}  // namespace sleeve::kernels
