#include "tests/kernels/cases/batch_case.h"

#include "tests/kernels/cases/schedule_inputs.h"

namespace sleeve::kernels::cases {

std::string GatherCase::name() const {
  return "gather/n" + std::to_string(batch) + "_" + std::to_string(size) + "px_step" +
         std::to_string(step) + (decades > 0 ? "_decades" : "") +
         (draws == Draws::kBalanced ? "_balanced" : "") +
         (draws == Draws::kStaged ? "_staged" : "") + (flip ? "_flip" : "");
}

Covers GatherCase::covers_of() const {
  const Covers all = make_covers(covers, size, 5, decades);
  if (draws != Draws::kStaged) return all;
  std::vector<std::int32_t> rows;
  for (int i = 0; i < 2 * batch; ++i) rows.push_back((7 * i + 3) % covers);
  return staged_covers(all, rows);
}

void GatherCase::launch(Workbench& bench) const {
  const Covers all = covers_of();
  const CoverTable table =
      table_of(all, draws == Draws::kBalanced,
               [&](const char* name, const auto& values) { return bench.input(name, values); });
  const std::size_t n = std::size_t(batch);
  CoverBatch out;
  out.batch = batch;
  out.rows = bench.output<std::int32_t>("rows", n, exact());
  out.images = bench.output("images", n * std::size_t(size * size * 3), rounded(2));
  out.genres = bench.output("genres", n * 5, rounded(1));
  out.decades = bench.output("decades", n * std::size_t(decades), exact());
  const StepState* state = bench.input("state", std::vector{state_at(step)});
  bench.launch([=, *this](Backend& backend) { backend.gather(state, table, flip, out); });
}

}  // namespace sleeve::kernels::cases
