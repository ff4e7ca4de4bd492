// The case of the losses.
#pragma once

#include <string>

#include "tests/kernels/cases/label_inputs.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels::cases {

struct LossCase {
  Heads heads;
  int batch = 1;
  Known known = Known::kAll;
  bool labels = true;  // or null pointers
  float largest_logit = 3;

  std::string name() const;

  void launch(Workbench& bench) const;
};

}  // namespace sleeve::kernels::cases
