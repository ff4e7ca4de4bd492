// The figures of a genre, or of all genres, from covers and what networks say of them.
#pragma once

#include <cstdint>
#include <vector>

#include "apps/evaluate/evaluation.h"
#include "apps/evaluate/nearness.h"
#include "apps/evaluate/pictures.h"
#include "apps/evaluate/read_covers.h"

namespace sleeve::apps {

struct Measured {
  ReadCovers generated, held_out, training;
  kernels::Heads classifier, discriminator;
  std::size_t features = 0;  // of a cover, by the classifier
};

/// Some of the covers of each set, by index.
struct Chosen {
  std::vector<std::size_t> generated, held_out, training;
};

/// Those that stand for a genre; of training covers as many as of generated ones.
Chosen choose_genre(const Measured& measured, std::size_t genre);
Chosen choose_all(const Measured& measured);

Recognition recognise_genres(const Measured& measured, const Chosen& chosen);
Recognition recognise_decades(const Measured& measured, const Chosen& chosen);

/// In the classifier's features.
SetComparison compare_generated(const Measured& measured, const Chosen& chosen, std::uint64_t seed,
                                kernels::TaskPool& pool);
SetComparison compare_training(const Measured& measured, const Chosen& chosen, std::uint64_t seed,
                               kernels::TaskPool& pool);

/// Sets evaluation.nearest_features and nearest_pixels, from a sample of covers of either set;
/// returns the neighbourhoods of a few generated covers of each genre.
std::vector<Neighbourhood> measure_nearness(const Measured& measured, kernels::TaskPool& pool,
                                            Stages& stages, Evaluation& evaluation);

}  // namespace sleeve::apps
