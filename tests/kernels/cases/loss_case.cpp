#include "tests/kernels/cases/loss_case.h"

#include <algorithm>

#include "tests/kernels/cases/inputs.h"

namespace sleeve::kernels::cases {

std::string LossCase::name() const {
  const char* known_names[] = {"known", "some_known", "unknown"};
  return "acgan_loss/n" + std::to_string(batch) + "_" + std::to_string(heads.genres) + "_" +
         std::to_string(heads.decades) + "_" + std::to_string(heads.codes) +
         (heads.sources == 0 ? "_no_source/" : "/") +
         (labels ? known_names[int(known)] : "no_labels") + "_logits" +
         std::to_string(int(largest_logit));
}

void LossCase::launch(Workbench& bench) const {
  AcganLoss loss;
  loss.heads = heads;
  loss.batch = batch;
  loss.source_target = 0.9F;
  loss.genre_weight = 1.5F;
  loss.decade_weight = 0.5F;
  loss.code_weight = 2;
  if (labels && heads.genres > 0) {
    loss.genres = bench.input("genres", targets(2, batch, heads.genres, known));
  }
  if (labels && heads.decades > 0) {
    loss.decades = bench.input("decades", targets(3, batch, heads.decades, known));
  }
  if (labels && heads.codes > 0) {
    loss.codes = bench.input("codes", uniform(4, std::size_t(batch) * heads.codes));
  }
  const std::size_t size = std::size_t(batch) * std::size_t(heads.columns());
  const float* logits = bench.input("logits", uniform(1, size, -largest_logit, largest_logit));
  const double roundings = batch + heads.columns() + 16;
  // A probability is exp(x - log sum exp): rounding the exponent is as large as the logits.
  const Tolerance gradient_tolerance = rounded(roundings * std::max(1.0F, largest_logit));
  float* gradient = bench.output("gradient", size, gradient_tolerance);
  auto* report = bench.structure<LossReport>("report", nullptr, [=](const LossReport& values) {
    const auto losses = {double(values.total),  double(values.source), double(values.genre),
                         double(values.decade), double(values.code),   double(values.diversity)};
    const auto shares = {double(values.probability), double(values.genre_accuracy),
                         double(values.decade_accuracy)};
    return std::vector<Output>{{"losses", losses, rounded(roundings)},
                               {"shares", shares, rounded(roundings)}};
  });
  bench.launch(
      [=, *this](Backend& backend) { backend.acgan_loss(loss, logits, gradient, report); });
}

}  // namespace sleeve::kernels::cases
