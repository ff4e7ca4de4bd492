// The case of batches of covers.
#pragma once

#include <cstdint>
#include <string>

#include "tests/kernels/cases/cover_inputs.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels::cases {

enum class Draws : std::uint8_t { kAsTheyCome, kBalanced, kStaged };

struct GatherCase {
  int batch, size, decades;
  std::uint64_t step;
  Draws draws;
  bool flip;
  int covers = 50;

  std::string name() const;

  void launch(Workbench& bench) const;

 private:
  Covers covers_of() const;
};

}  // namespace sleeve::kernels::cases
