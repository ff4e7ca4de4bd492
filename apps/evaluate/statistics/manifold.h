// Do the covers of one set lie where those of the other do? By balls around covers that reach to
// their k-th nearest neighbour.
#pragma once

#include <cstddef>

#include "apps/evaluate/statistics/features.h"
#include "kernels/task_pool.h"

namespace sleeve::apps {

/// Shares of covers but for density, which can be above 1.
struct ManifoldFigures {
  double precision = 0;  // of others that lie in the ball of a real cover
  double recall = 0;     // of real covers that lie in the ball of another
  double density = 0;    // balls of real covers that an other lies in, on average, divided by k
  double coverage = 0;   // of real covers in whose ball another lies
  int k = 0;
};

/// Which neighbour a ball reaches to: 5, as Naeem et al. chose.
constexpr int kManifoldNeighbour = 5;

/// Precision and recall are those of Kynkaanniemi et al. (2019), density and coverage those of
/// Naeem et al. (2020). A ball is around a cover; its radius is the Euclidean distance to the k-th
/// nearest other cover of the same set; its border belongs to it. Throws std::invalid_argument for
/// k or fewer covers in a set, or other dimensions.
ManifoldFigures manifold_figures(const Features& real, const Features& other, int k,
                                 kernels::TaskPool& pool);

}  // namespace sleeve::apps
