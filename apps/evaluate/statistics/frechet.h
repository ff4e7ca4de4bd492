// Frechet distance of two sets.
#pragma once

#include <cstddef>

#include "apps/evaluate/statistics/features.h"

namespace sleeve::apps {

/// Fewest covers of a set: a covariance of one is none.
constexpr std::size_t kFewestForFrechet = 2;

/// Between the Gaussians of the sets' means m and covariances C (with n - 1), as Heusel et al.
/// (2017) use it:
///   |m1 - m2|^2 + tr(C1 + C2 - 2 (C1^1/2 C2 C1^1/2)^1/2)
/// Biased upwards by few samples: only distances of as many covers can be compared. Throws
/// std::invalid_argument for fewer covers than that, or other dimensions.
double frechet_distance(const Features& real, const Features& other);

}  // namespace sleeve::apps
