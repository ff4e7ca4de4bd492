// The cases of embeddings, sums over rows and sums of arrays.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels::cases {

struct EmbedCase {
  int batch, classes, columns, stride;

  std::string name() const;
  std::vector<float> weights() const { return uniform(1, std::size_t(batch) * classes, 0, 1); }

  void forward(Workbench& bench) const;
  void backward(Workbench& bench) const;
};

struct ColumnSumsCase {
  int rows, columns;
  bool accumulate;

  void launch(Workbench& bench) const;
};

struct AddCase {
  std::size_t n;
  enum { kApart, kIntoFirst, kIntoSecond } where;

  void launch(Workbench& bench) const;
};

}  // namespace sleeve::kernels::cases
