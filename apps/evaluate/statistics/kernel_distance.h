// Kernel distance of two sets (Binkowski et al. 2018, "Demystifying MMD GANs").
#pragma once

#include <cstddef>
#include <cstdint>

#include "apps/evaluate/statistics/features.h"
#include "kernels/task_pool.h"

namespace sleeve::apps {

struct KernelDistance {
  double mean = 0;              // over the subsets
  double deviation = 0;         // of a subset's, with n - 1
  std::size_t subsets = 0;      // random ones
  std::size_t subset_size = 0;  // covers of each set
};

/// Fewest covers of a set.
constexpr std::size_t kFewestForKernelDistance = 4;

/// The unbiased estimate of the squared maximum mean discrepancy with the cubic polynomial kernel
/// k(x, y) = (x.y/d + 1)^3, d being the number of features:
///   sum_{i != j} k(x_i, x_j) / m(m - 1) + sum_{i != j} k(y_i, y_j) / m(m - 1)
///     - 2 sum_{i, j} k(x_i, y_j) / m^2
/// over m covers of each set, drawn without repetition, in 100 subsets. m is half of the smaller
/// set, at most 1,000. 0 on average between sets of one distribution, and then as often below 0 as
/// above.
/// Throws std::invalid_argument for fewer covers than that, or other dimensions.
KernelDistance kernel_distance(const Features& real, const Features& other, std::uint64_t seed,
                               kernels::TaskPool& pool);

}  // namespace sleeve::apps
