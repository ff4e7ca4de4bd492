#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/cover_inputs.h"
#include "tests/kernels/cases/schedule_inputs.h"

namespace sleeve::kernels::cases {
namespace {

struct GatherCase {
  int batch, size, decades;
  std::uint64_t step;
  bool balanced, flip;

  std::string name() const {
    return "gather/n" + std::to_string(batch) + "_" + std::to_string(size) + "px_step" +
           std::to_string(step) + (decades > 0 ? "_decades" : "") + (balanced ? "_balanced" : "") +
           (flip ? "_flip" : "");
  }

  void launch(Workbench& bench) const {
    const Covers covers = make_covers(50, size, 5, decades);
    const CoverTable table = table_of(covers, balanced, [&](const char* name, const auto& values) {
      return bench.input(name, values);
    });
    const std::size_t n = std::size_t(batch);
    CoverBatch out;
    out.batch = batch;
    out.rows = bench.output<std::int32_t>("rows", n, exact());
    out.images = bench.output("images", n * std::size_t(size * size * 3), rounded(2));
    out.genres = bench.output("genres", n * 5, rounded(1));
    out.decades = bench.output("decades", n * std::size_t(decades), exact());
    bench.backend().gather(bench.input("state", std::vector{state_at(step)}), table, flip, out);
  }
};

}  // namespace

void add_batch_cases(std::vector<Case>& cases) {
  for (const std::uint64_t step : {0, 1, 12345}) {
    for (const bool balanced : {false, true}) {
      for (const bool flip : {false, true}) {
        for (const GatherCase& one :
             {GatherCase{1, 5, 3, step, balanced, flip}, GatherCase{3, 8, 0, step, balanced, flip},
              GatherCase{64, 16, 3, step, balanced, flip}}) {
          cases.push_back({one.name(), [one](Workbench& bench) { one.launch(bench); }});
        }
      }
    }
  }
}

}  // namespace sleeve::kernels::cases
