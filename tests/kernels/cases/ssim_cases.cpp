#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/ssim_case.h"

namespace sleeve::kernels::cases {

void add_ssim_cases(std::vector<Case>& cases) {
  constexpr SsimConvention kClamp = SsimConvention::kClamp, kFit = SsimConvention::kFit;
  const std::vector<SsimCase> all = {
      {.height = 32, .width = 32, .convention = kClamp},
      {.height = 33, .width = 47, .convention = kClamp},
      {.height = 64, .width = 64, .convention = kClamp, .one_array = true},
      {.height = 63, .width = 32, .convention = kFit},
      {.height = 45, .width = 91, .convention = kFit, .one_array = true},
      {.height = 177, .width = 176, .convention = SsimConvention::kChannel, .pairs = {0, 1, 1, 1}}};
  for (const SsimCase& one : all) {
    cases.push_back({one.name(), [one](Workbench& bench) { one.launch(bench); }});
  }
}

}  // namespace sleeve::kernels::cases
