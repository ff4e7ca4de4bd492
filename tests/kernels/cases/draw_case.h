// The cases of random draws.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels::cases {

/// A step, stream and seed whose high halves matter.
struct DrawPlace {
  std::uint64_t step = 3;
  std::uint32_t stream = 5;
  std::uint64_t seed = 7;
  const StepState* state(Workbench& bench) const;
};
struct DrawCase {
  DrawPlace place;
  Distribution distribution;
  int rows, columns, stride;

  void launch(Workbench& bench) const;
};

struct OneHotCase {
  DrawPlace place;
  int rows, classes;

  void launch(Workbench& bench) const;
};

struct KeepMaskCase {
  DrawPlace place;
  float rate;
  std::size_t n;

  void launch(Workbench& bench) const;
};

struct NoiseCase {
  DrawPlace place;
  std::size_t n;

  void launch(Workbench& bench) const;
};

}  // namespace sleeve::kernels::cases
