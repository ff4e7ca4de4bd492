// The cases of the diversity term.
#pragma once

#include <cstddef>

#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels::cases {

struct PairLabelsCase {
  int rows, genres, decades;

  void launch(Workbench& bench) const;
};

/// Every third pair is of an image and itself, and its score is NaN.
struct DiversityLossCase {
  int pair_count;

  void launch(Workbench& bench) const;
};

struct TanhGradientCase {
  std::size_t n;
  std::size_t offset = 0;  // elements by which `out` lies beside an aligned place

  void launch(Workbench& bench) const;
};

}  // namespace sleeve::kernels::cases
