// How far one set of covers is from another, by all the figures that the field prints.
#pragma once

#include <cstddef>
#include <cstdint>

#include "apps/evaluate/known.h"
#include "apps/evaluate/statistics/features.h"
#include "apps/evaluate/statistics/kernel_distance.h"
#include "apps/evaluate/statistics/manifold.h"
#include "kernels/task_pool.h"

namespace sleeve::apps {

struct SetComparison {
  std::size_t real = 0, other = 0, dimensions = 0;  // covers of each set; features of a cover
  Known<double> frechet;
  Known<KernelDistance> kernel;
  Known<ManifoldFigures> manifold;
};

/// Real covers and others, in the same features. Too few of either leave gaps that say how many
/// there are and how many are needed. `seed` draws the subsets of the kernel distance. Throws
/// std::invalid_argument if the dimensions differ or a feature is not finite.
SetComparison compare_sets(const Features& real, const Features& other, std::uint64_t seed,
                           kernels::TaskPool& pool);

}  // namespace sleeve::apps
