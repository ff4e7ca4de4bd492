#include <string>
#include <utility>

#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/diversity_case.h"

namespace sleeve::kernels::cases {

void add_diversity_cases(std::vector<Case>& cases) {
  const auto add = [&](const std::string& name, const auto& one) {
    cases.push_back({name, [one](Workbench& bench) { one.launch(bench); }});
  };
  for (const int rows : {1, 3, 64, 300}) {
    for (const auto& [genres, decades] : {std::pair{0, 0}, {1, 0}, {5, 0}, {0, 3}, {5, 3}}) {
      add("pair_equal_labels/" + std::to_string(rows) + "x" + std::to_string(genres) + "x" +
              std::to_string(decades),
          PairLabelsCase{rows, genres, decades});
    }
  }
  for (const int pairs : {1, 3, 64, 600}) {
    add("diversity_loss/" + std::to_string(pairs), DiversityLossCase{pairs});
  }
  for (const std::size_t n : {std::size_t(1), std::size_t(17), std::size_t(70001)}) {
    const std::string name = "add_tanh_gradient/" + std::to_string(n);
    add(name, TanhGradientCase{n});
    add(name + "/unaligned", TanhGradientCase{n, 1});
  }
}

}  // namespace sleeve::kernels::cases
