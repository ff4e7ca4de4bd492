// The reference's losses and embeddings against central differences.
#include <doctest/doctest.h>

#include "kernels/reference/layers.h"
#include "kernels/reference/losses.h"
#include "tests/kernels/cases/label_inputs.h"
#include "tests/kernels/differences.h"

namespace sleeve::kernels {
namespace {

using cases::Known;
using cases::targets;
using cases::uniform;

TEST_CASE("gradients of the losses of all heads, with unknown and blended labels") {
  constexpr int kBatch = 5;
  for (const Heads heads :
       {Heads{0, 0, 0}, Heads{4, 0, 0}, Heads{4, 3, 2}, Heads{1, 1, 1}, Heads{4, 3, 0, 0}}) {
    for (const Known known : {Known::kAll, Known::kSome, Known::kNone}) {
      for (const bool labels : {true, false}) {
        CAPTURE(heads.genres);
        CAPTURE(int(known));
        CAPTURE(labels);
        const std::vector<float> genres = targets(1, kBatch, heads.genres, known);
        const std::vector<float> decades = targets(2, kBatch, heads.decades, known);
        const std::vector<float> codes = uniform(3, std::size_t(kBatch) * heads.codes);
        AcganLoss loss{.heads = heads,
                       .batch = kBatch,
                       .source_target = 0.9F,
                       .genre_weight = 1.5F,
                       .decade_weight = 0.5F,
                       .code_weight = 2};
        if (labels) {
          loss.genres = genres.data();
          loss.decades = decades.data();
          loss.codes = codes.data();
        }
        std::vector<double> logits =
            doubles(uniform(4, std::size_t(kBatch) * heads.columns(), -3, 3));
        std::vector<double> gradient(logits.size()), ignored(logits.size());
        reference::acgan_loss(loss, logits.data(), gradient.data());
        check_gradient("logits", logits, gradient, [&] {
          return reference::acgan_loss(loss, logits.data(), ignored.data()).total;
        });
      }
    }
  }
}

TEST_CASE("gradient of an embedding") {
  constexpr int kBatch = 4, kClasses = 3, kColumns = 5, kStride = 7;
  constexpr std::size_t kRows = kBatch;
  const std::vector<double> weights = doubles(uniform(1, kRows * kClasses, 0, 1));
  const std::vector<double> probe = doubles(uniform(2, kRows * kStride));
  std::vector<double> table = doubles(uniform(3, std::size_t{kClasses} * kColumns)),
                      gradient(table.size());
  reference::embed_backward(weights.data(), kBatch, kClasses, probe.data(), kStride, kColumns,
                            gradient.data());
  check_gradient("table", table, gradient, [&] {
    std::vector<double> out(probe.size(), 0.0);
    reference::embed(weights.data(), kBatch, kClasses, table.data(), kColumns, out.data(), kStride);
    return dot(probe, out);
  });
}

}  // namespace
}  // namespace sleeve::kernels
