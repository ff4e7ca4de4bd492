#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/optimizer_case.h"

namespace sleeve::kernels::cases {

void add_optimizer_cases(std::vector<Case>& cases) {
  for (const std::size_t n :
       {std::size_t(1), std::size_t(7), std::size_t(17), std::size_t(70001)}) {
    const RoundWeightsCase round = {n};
    cases.push_back(
        {"round_weights/" + std::to_string(n), [round](Workbench& bench) { round.launch(bench); }});
  }
  for (const std::uint64_t step : {std::uint64_t(0), std::uint64_t(41), std::uint64_t(100000)}) {
    const AdvanceCase advance = {step};
    const std::string at_step = "/step" + std::to_string(step);
    cases.push_back({"advance" + at_step, [advance](Workbench& bench) { advance.launch(bench); }});
    for (const std::size_t n :
         {std::size_t(1), std::size_t(3), std::size_t(17), std::size_t(70001)}) {
      for (const auto& [network_name, network] :
           {std::pair{"generator/", Network::kGenerator},
            std::pair{"discriminator/", Network::kDiscriminator}}) {
        const AdamCase adam = {n, step, network};
        const std::string name = std::string("adam/") + network_name + std::to_string(n) + at_step;
        cases.push_back({name, [adam](Workbench& bench) { adam.launch(bench); }});
      }
      const MovingAverageCase average = {n, step};
      const std::string name = "moving_average/" + std::to_string(n) + at_step;
      cases.push_back({name, [average](Workbench& bench) { average.launch(bench); }});
    }
  }
}

}  // namespace sleeve::kernels::cases
