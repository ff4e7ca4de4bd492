// Targets for the cases: rows over classes that sum to 1, or to 0 where the label is unknown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/kernels/cases/inputs.h"

namespace sleeve::kernels::cases {

enum class Known { kAll, kSome, kNone };

/// One-hot, two classes blended, unknown (if `known` is kSome), and so on in turn.
inline std::vector<float> targets(std::uint64_t seed, int batch, int classes, Known known) {
  const Philox random(seed, 3, 0);
  std::vector<float> values(std::size_t(batch) * std::size_t(classes), 0.0F);
  if (classes == 0 || known == Known::kNone) return values;
  for (int n = 0; n < batch; ++n) {
    if (known == Known::kSome && n % 3 == 2) continue;
    float* row = values.data() + std::size_t(n) * std::size_t(classes);
    const float first = n % 3 == 1 ? 0.75F : 1.0F;
    row[random.below(2 * std::uint64_t(n), std::uint32_t(classes))] += first;
    row[random.below(2 * std::uint64_t(n) + 1, std::uint32_t(classes))] += 1 - first;
  }
  return values;
}

}  // namespace sleeve::kernels::cases
