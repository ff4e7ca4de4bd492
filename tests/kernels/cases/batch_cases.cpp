#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/cover_inputs.h"
#include "tests/kernels/cases/schedule_inputs.h"

namespace sleeve::kernels::cases {
namespace {

enum class Draws : std::uint8_t { kAsTheyCome, kBalanced, kStaged };

struct GatherCase {
  int batch, size, decades;
  std::uint64_t step;
  Draws draws;
  bool flip;

  std::string name() const {
    return "gather/n" + std::to_string(batch) + "_" + std::to_string(size) + "px_step" +
           std::to_string(step) + (decades > 0 ? "_decades" : "") +
           (draws == Draws::kBalanced ? "_balanced" : "") +
           (draws == Draws::kStaged ? "_staged" : "") + (flip ? "_flip" : "");
  }

  Covers covers_of() const {
    const Covers covers = make_covers(50, size, 5, decades);
    if (draws != Draws::kStaged) return covers;
    std::vector<std::int32_t> rows;
    for (int i = 0; i < 2 * batch; ++i) rows.push_back((7 * i + 3) % 50);
    return staged_covers(covers, rows);
  }

  void launch(Workbench& bench) const {
    const Covers covers = covers_of();
    const CoverTable table =
        table_of(covers, draws == Draws::kBalanced,
                 [&](const char* name, const auto& values) { return bench.input(name, values); });
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
