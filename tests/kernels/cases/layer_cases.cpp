#include <utility>

#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/layer_case.h"

namespace sleeve::kernels::cases {

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
