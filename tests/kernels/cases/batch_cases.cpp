#include "tests/kernels/cases/batch_case.h"
#include "tests/kernels/cases/case.h"

namespace sleeve::kernels::cases {

void add_batch_cases(std::vector<Case>& cases) {
  for (const std::uint64_t step : {0, 1, 12345}) {
    for (const Draws draws : {Draws::kAsTheyCome, Draws::kBalanced, Draws::kStaged}) {
      for (const bool flip : {false, true}) {
        for (const GatherCase& one :
             {GatherCase{1, 5, 3, step, draws, flip}, GatherCase{3, 8, 0, step, draws, flip},
              GatherCase{64, 16, 3, step, draws, flip}}) {
          cases.push_back({one.name(), [one](Workbench& bench) { one.launch(bench); }});
        }
      }
    }
  }
}

}  // namespace sleeve::kernels::cases
