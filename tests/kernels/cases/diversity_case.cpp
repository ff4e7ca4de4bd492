#include "tests/kernels/cases/diversity_case.h"

#include <cmath>
#include <vector>

#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/label_inputs.h"

namespace sleeve::kernels::cases {

void PairLabelsCase::launch(Workbench& bench) const {
  const BatchLabels labels{
      .rows = rows,
      .genre_count = genres,
      .decade_count = decades,
      .genres = bench.input("genres", targets(1, rows, genres, Known::kSome)),
      .decades = bench.input("decades", targets(2, rows, decades, Known::kSome))};
  auto* pairs = bench.output<std::int32_t>("pairs", 2 * std::size_t(rows), exact());
  bench.launch([=](Backend& backend) { backend.pair_equal_labels(labels, pairs); });
}

void DiversityLossCase::launch(Workbench& bench) const {
  constexpr float kWeight = 1.5F;
  std::vector<std::int32_t> pairs;
  std::vector<float> scores = uniform(1, std::size_t(pair_count), 0, 1);
  for (int n = 0; n < pair_count; ++n) {
    const bool masked = n % 3 == 2;
    if (masked) scores[std::size_t(n)] = NAN;
    pairs.insert(pairs.end(), {n, masked ? n : n + 1});
  }
  const std::int32_t* on_device = bench.input("pairs", pairs);
  const float* given = bench.input("scores", scores);
  float* gradients = bench.output("score_gradients", std::size_t(pair_count), rounded(2));
  LossReport before = {};
  before.total = 0.75F;
  auto* report = bench.structure<LossReport>("report", &before, [](const LossReport& values) {
    const auto losses = {double(values.total), double(values.diversity)};
    const auto others = {double(values.source),         double(values.genre),
                         double(values.decade),         double(values.code),
                         double(values.probability),    double(values.genre_accuracy),
                         double(values.decade_accuracy)};
    return std::vector<Output>{{"losses", losses, rounded(2)}, {"others", others, exact()}};
  });
  bench.launch([=, *this](Backend& backend) {
    backend.diversity_loss(on_device, pair_count, kWeight, given, gradients, report);
  });
}

void TanhGradientCase::launch(Workbench& bench) const {
  const float* out = bench.input("out", uniform(1, n + offset)) + offset;
  const float* gradient = bench.input("out_gradient", uniform(2, n));
  float* dz = bench.in_out("dz", uniform(3, n), rounded(8));
  bench.launch([=, *this](Backend& backend) { backend.add_tanh_gradient(out, gradient, n, dz); });
}

}  // namespace sleeve::kernels::cases
