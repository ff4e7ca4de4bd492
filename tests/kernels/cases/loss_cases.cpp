#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/loss_case.h"

namespace sleeve::kernels::cases {

void add_loss_cases(std::vector<Case>& cases) {
  std::vector<LossCase> losses;
  for (const int batch : {1, 3, 64}) {
    for (const Heads& heads : {Heads{0, 0, 0}, Heads{5, 0, 0}, Heads{1, 1, 1}, Heads{0, 3, 0},
                               Heads{5, 7, 2}, Heads{17, 10, 33}, Heads{5, 7, 0, 0}}) {
      for (const Known known : {Known::kAll, Known::kSome, Known::kNone}) {
        losses.push_back({.heads = heads, .batch = batch, .known = known});
      }
      losses.push_back({.heads = heads, .batch = batch, .labels = false});
      for (const float largest : {30.0F, 1000.0F}) {
        losses.push_back({.heads = heads, .batch = batch, .largest_logit = largest});
      }
    }
  }
  for (const LossCase& one : losses) {
    cases.push_back({one.name(), [one](Workbench& bench) { one.launch(bench); }});
  }
}

}  // namespace sleeve::kernels::cases
