// The cases of what happens to all parameters at once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels::cases {

struct AdvanceCase {
  std::uint64_t step;

  void launch(Workbench& bench) const;
};

struct AdamCase {
  std::size_t n;
  std::uint64_t step;
  Network network;

  void launch(Workbench& bench) const;
};

struct MovingAverageCase {
  std::size_t n;
  std::uint64_t step;

  void launch(Workbench& bench) const;
};

struct RoundWeightsCase {
  std::size_t n;

  void launch(Workbench& bench) const;
};

}  // namespace sleeve::kernels::cases
