#include <cmath>
#include <utility>

#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/inputs.h"

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

struct EmbedCase {
  int batch, classes, columns, stride;

  std::string name() const {
    return "/n" + std::to_string(batch) + "_" + std::to_string(classes) + "x" +
           std::to_string(columns) + "_stride" + std::to_string(stride);
  }
  std::vector<float> weights() const { return uniform(1, std::size_t(batch) * classes, 0, 1); }

  void forward(Workbench& bench) const {
    const float* weight = bench.input("weights", weights());
    const float* table = bench.input("table", uniform(2, std::size_t(classes) * columns));
    float* out = bench.strided_output("out", batch, columns, stride, rounded(classes + 4));
    bench.backend().embed(weight, batch, classes, table, columns, out, stride);
  }
  void backward(Workbench& bench) const {
    const float* weight = bench.input("weights", weights());
    const std::vector<float> packed = uniform(3, std::size_t(batch) * columns);
    const float* out_gradient =
        bench.input("out_gradient", strided(packed, batch, columns, stride));
    float* table_gradient =
        bench.output("table_gradient", std::size_t(classes) * columns, rounded(batch + 4));
    bench.backend().embed_backward(weight, batch, classes, out_gradient, stride, columns,
                                   table_gradient);
  }
};

struct ColumnSumsCase {
  int rows, columns;
  bool accumulate;

  void launch(Workbench& bench) const {
    const float* matrix = bench.input("matrix", uniform(1, std::size_t(rows) * columns));
    // Sums may cancel: the bound is that of their terms, which are below 1.
    const double terms = rows + 4;
    const Tolerance tolerance = [=](const Output&, const Outputs&) {
      return terms * kUnitRoundoff * terms;
    };
    const std::size_t n = std::size_t(columns);
    float* sums = accumulate ? bench.in_out("sums", uniform(2, n), tolerance)
                             : bench.output("sums", n, tolerance);
    bench.backend().column_sums(matrix, rows, columns, sums, accumulate);
  }
};

struct AddCase {
  std::size_t n;
  enum { kApart, kIntoFirst, kIntoSecond } where;

  void launch(Workbench& bench) const {
    const std::vector<float> first = uniform(1, n), second = uniform(2, n);
    if (where == kApart) {
      const float* a = bench.input("a", first);
      const float* b = bench.input("b", second);
      bench.backend().add(a, b, n, bench.output("out", n, exact()));
    } else if (where == kIntoFirst) {
      float* a = bench.in_out("out", first, exact());
      bench.backend().add(a, bench.input("b", second), n, a);
    } else {
      float* b = bench.in_out("out", second, exact());
      bench.backend().add(bench.input("a", first), b, n, b);
    }
  }
};

}  // namespace

void add_layer_cases(std::vector<Case>& cases) {
  for (const EmbedCase& one : {EmbedCase{1, 1, 1, 1}, EmbedCase{3, 5, 10, 10},
                               EmbedCase{3, 5, 10, 113}, EmbedCase{64, 17, 33, 40}}) {
    cases.push_back({"embed" + one.name(), [one](Workbench& bench) { one.forward(bench); }});
    cases.push_back(
        {"embed_backward" + one.name(), [one](Workbench& bench) { one.backward(bench); }});
  }
  for (const int rows : {1, 3, 64, 5000}) {
    for (const int columns : {1, 9, 17, 64}) {
      for (const bool accumulate : {false, true}) {
        const ColumnSumsCase one = {rows, columns, accumulate};
        cases.push_back({"column_sums/" + std::to_string(rows) + "x" + std::to_string(columns) +
                             (accumulate ? "/accumulate" : ""),
                         [one](Workbench& bench) { one.launch(bench); }});
      }
    }
  }
  for (const std::size_t n : {std::size_t(1), std::size_t(17), std::size_t(70001)}) {
    const std::string name = "add/" + std::to_string(n);
    for (const auto& [suffix, where] :
         {std::pair{"", AddCase::kApart}, std::pair{"/into_first", AddCase::kIntoFirst},
          std::pair{"/into_second", AddCase::kIntoSecond}}) {
      const AddCase one = {n, where};
      cases.push_back({name + suffix, [one](Workbench& bench) { one.launch(bench); }});
    }
  }
}

}  // namespace sleeve::kernels::cases
