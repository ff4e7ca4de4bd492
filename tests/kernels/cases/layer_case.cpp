#include "tests/kernels/cases/layer_case.h"

#include <cmath>

namespace sleeve::kernels::cases {
namespace {

/// Rows of a matrix `stride` apart; what lies between them is NaN.
std::vector<float> strided(const std::vector<float>& packed, int rows, int columns, int stride) {
  std::vector<float> values(std::size_t(rows) * std::size_t(stride), NAN);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) values[r * stride + c] = packed[r * columns + c];
  }
  return values;
}

}  // namespace

std::string EmbedCase::name() const {
  return "/n" + std::to_string(batch) + "_" + std::to_string(classes) + "x" +
         std::to_string(columns) + "_stride" + std::to_string(stride);
}

void EmbedCase::forward(Workbench& bench) const {
  const float* weight = bench.input("weights", weights());
  const float* table = bench.input("table", uniform(2, std::size_t(classes) * columns));
  float* out = bench.strided_output("out", batch, columns, stride, rounded(classes + 4));
  bench.launch([=, *this](Backend& backend) {
    backend.embed(weight, batch, classes, table, columns, out, stride);
  });
}

void EmbedCase::backward(Workbench& bench) const {
  const float* weight = bench.input("weights", weights());
  const std::vector<float> packed = uniform(3, std::size_t(batch) * columns);
  const float* out_gradient = bench.input("out_gradient", strided(packed, batch, columns, stride));
  float* table_gradient =
      bench.output("table_gradient", std::size_t(classes) * columns, rounded(batch + 4));
  bench.launch([=, *this](Backend& backend) {
    backend.embed_backward(weight, batch, classes, out_gradient, stride, columns, table_gradient);
  });
}

void ColumnSumsCase::launch(Workbench& bench) const {
  const float* matrix = bench.input("matrix", uniform(1, std::size_t(rows) * columns));
  // Sums may cancel: the bound is that of their terms, which are below 1.
  const double terms = rows + 4;
  const Tolerance tolerance = [=](const Output&, const Outputs&) {
    return terms * kUnitRoundoff * terms;
  };
  const std::size_t n = std::size_t(columns);
  float* sums = accumulate ? bench.in_out("sums", uniform(2, n), tolerance)
                           : bench.output("sums", n, tolerance);
  bench.launch([=, *this](Backend& backend) {
    backend.column_sums(matrix, rows, columns, sums, accumulate);
  });
}

void AddCase::launch(Workbench& bench) const {
  const std::vector<float> first = uniform(1, n), second = uniform(2, n);
  if (where == kApart) {
    const float* a = bench.input("a", first);
    const float* b = bench.input("b", second);
    float* out = bench.output("out", n, exact());
    bench.launch([=, *this](Backend& backend) { backend.add(a, b, n, out); });
  } else if (where == kIntoFirst) {
    float* a = bench.in_out("out", first, exact());
    const float* b = bench.input("b", second);
    bench.launch([=, *this](Backend& backend) { backend.add(a, b, n, a); });
  } else {
    float* b = bench.in_out("out", second, exact());
    const float* a = bench.input("a", first);
    bench.launch([=, *this](Backend& backend) { backend.add(a, b, n, b); });
  }
}

}  // namespace sleeve::kernels::cases
