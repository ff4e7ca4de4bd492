// How alike covers of one genre are: MS-SSIM of random pairs.
#pragma once

#include <cstdint>
#include <vector>

#include "apps/evaluate/cover_set.h"
#include "apps/evaluate/evaluation.h"
#include "apps/evaluate/stages.h"
#include "kernels/backend.h"
#include "kernels/ssim.h"

namespace sleeve::apps {

/// Which pairs are scored.
struct PairChoice {
  std::size_t count = 0;  // of a genre and a kind, at most; fewer if there are no more
  std::uint64_t seed = 1;
  /// Whether both covers of a pair must be of one decade. In a model with decades they must: a
  /// generator that draws one cover for each decade of a genre is collapsed all the same.
  bool within_decades = false;
};

/// Of each genre, and of the pairs of all genres together, which come last. Throws
/// std::invalid_argument if the convention does not go with the covers' size.
std::vector<Diversity> measure_diversity(const CoverSet& held_out, const CoverSet& generated,
                                         kernels::SsimConvention convention,
                                         const PairChoice& choice, kernels::Backend& backend,
                                         Stages& stages);

}  // namespace sleeve::apps
