// The cases of batch normalisation and of pending maps.
#pragma once

#include <cstddef>

#include "tests/kernels/cases/pending_inputs.h"

namespace sleeve::kernels::cases {

/// Statistics of `count` elements with means of some size and deviations about 1.
struct BatchNormTrainingCase {
  std::size_t count;
  int channels;

  void launch(Workbench& bench) const;
};

struct BatchNormEvaluationCase {
  int channels;

  void launch(Workbench& bench) const;
};

struct BatchNormBackwardCase {
  std::size_t count;
  int channels;
  bool accumulate;
  bool parameters;  // whether their gradients are wanted

  void launch(Workbench& bench) const;
};

struct MaterializeCase {
  std::size_t pixels;
  int channels;
  PendingOptions options;
  bool full = false;  // f32 in every precision, as what becomes pixels

  void launch(Workbench& bench) const;
};

}  // namespace sleeve::kernels::cases
