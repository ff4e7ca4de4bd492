// The pictures of a report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/evaluate/cover_set.h"
#include "apps/evaluate/evaluation.h"
#include "apps/evaluate/generated_covers.h"
#include "apps/evaluate/statistics/nearest_neighbours.h"

namespace sleeve::apps {

/// Held-out covers beside generated ones, a row for each genre.
Picture picture_of_covers(const CoverSet& held_out, const CoverSet& generated,
                          const std::vector<std::string>& genres);

/// The same latents in every genre (figure 3b of the paper).
Picture picture_of_latents(GeneratedCovers& generator, const std::vector<std::string>& genres,
                           std::uint64_t seed);

/// From one latent to another, a row for each genre.
Picture picture_of_walks(GeneratedCovers& generator, const std::vector<std::string>& genres,
                         std::uint64_t seed);

/// Generated covers, each beside the training covers that come closest to it.
struct Neighbourhood {
  std::size_t cover = 0;                    // of the generated
  std::vector<Neighbour> features, pixels;  // of the training covers
};
Picture picture_of_neighbours(const CoverSet& generated, const CoverSet& training,
                              const std::vector<Neighbourhood>& neighbourhoods);

}  // namespace sleeve::apps
