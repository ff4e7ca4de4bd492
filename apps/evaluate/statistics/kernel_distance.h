// Kernel distance of two sets (Binkowski et al. 2018, "Demystifying MMD GANs").
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

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

/// Covers by index, of each set without repetition.
struct SubsetPair {
  std::vector<std::size_t> real, other;
};

/// For each pair of subsets, of m and n >= 2 covers, the unbiased estimate of the squared maximum
/// mean discrepancy with the kernel k(x, y) = (x.y/d + 1)^3, d being the number of features:
///   sum_{i != j} k(x_i, x_j) / m(m - 1) + sum_{i != j} k(y_i, y_j) / n(n - 1)
///     - 2 sum_{i, j} k(x_i, y_j) / mn
/// Throws std::invalid_argument if the dimensions differ.
std::vector<double> squared_discrepancies(const Features& real, const Features& other,
                                          const std::vector<SubsetPair>& subsets,
                                          kernels::TaskPool& pool);

/// That of 100 random subsets, drawn by `seed`: m = n is half of the smaller set, at most 1,000.
/// Between sets of one distribution it is 0 on average, so as often below as above. Throws
/// std::invalid_argument for fewer covers than that, or other dimensions.
KernelDistance kernel_distance(const Features& real, const Features& other, std::uint64_t seed,
                               kernels::TaskPool& pool);

}  // namespace sleeve::apps
