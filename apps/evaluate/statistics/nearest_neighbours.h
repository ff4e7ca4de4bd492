// The covers of a set that come closest to others.
#pragma once

#include <cstddef>
#include <vector>

#include "apps/evaluate/statistics/features.h"
#include "kernels/task_pool.h"

namespace sleeve::apps {

struct Neighbour {
  std::size_t index = 0;  // in the set searched
  double distance = 0;    // Euclidean
};

/// Of each query, the `count` nearest of `among`, nearest first, equals by index:
/// [queries.count][count]. Pixels are features too. Throws std::invalid_argument for fewer than
/// `count` to find, or other dimensions.
std::vector<std::vector<Neighbour>> nearest_neighbours(const Features& queries,
                                                       const Features& among, std::size_t count,
                                                       kernels::TaskPool& pool);

}  // namespace sleeve::apps
