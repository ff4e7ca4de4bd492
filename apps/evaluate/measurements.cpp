#include "apps/evaluate/measurements.h"

#include <algorithm>
#include <numeric>

#include "apps/evaluate/recognition.h"

namespace sleeve::apps {
namespace {

constexpr std::size_t kSearchedFrom = 300;  // covers of a set whose nearest neighbours are sought
constexpr std::size_t kShownRows = 12;      // generated covers in the picture of neighbours
constexpr std::size_t kShownNeighbours = 4;

std::vector<std::size_t> all_of(const CoverSet& covers) {
  std::vector<std::size_t> indices(covers.count());
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

std::vector<std::size_t> sample(const std::vector<std::size_t>& from, std::size_t count) {
  std::vector<std::size_t> chosen;
  for (const std::size_t i : spread_evenly(from.size(), count)) chosen.push_back(from[i]);
  return chosen;
}

SetComparison compare(const Measured& measured, const Chosen& chosen, const ReadCovers& others,
                      const std::vector<std::size_t>& other, std::uint64_t seed,
                      kernels::TaskPool& pool) {
  const Points real =
      chosen_points(measured.held_out.by_classifier.features, measured.features, chosen.held_out);
  const Points points = chosen_points(others.by_classifier.features, measured.features, other);
  return compare_sets(real.features(), points.features(), seed, pool);
}

/// One of the two spaces in which neighbours are sought.
struct Space {
  Points generated, held_out, training, shown;
};

Nearness nearness_in(const Space& space, kernels::TaskPool& pool) {
  return {.generated = distances_to(space.training, space.generated, pool),
          .held_out = distances_to(space.training, space.held_out, pool)};
}

}  // namespace

Chosen choose_genre(const Measured& measured, std::size_t genre) {
  const std::vector<std::size_t>& generated = measured.generated.covers.of_genre[genre];
  return {.generated = generated,
          .held_out = measured.held_out.covers.of_genre[genre],
          .training = sample(measured.training.covers.of_genre[genre], generated.size())};
}

Chosen choose_all(const Measured& measured) {
  const std::vector<std::size_t> generated = all_of(measured.generated.covers);
  return {.generated = generated,
          .held_out = all_of(measured.held_out.covers),
          .training = sample(all_of(measured.training.covers), generated.size())};
}

Recognition recognise_genres(const Measured& measured, const Chosen& chosen) {
  const ReadCovers &fake = measured.generated, &real = measured.held_out;
  const kernels::Heads &d = measured.discriminator, &c = measured.classifier;
  return {
      .generated_by_discriminator =
          genre_recognised({fake.covers, fake.by_discriminator, d}, chosen.generated),
      .real_by_discriminator =
          genre_recognised({real.covers, real.by_discriminator, d}, chosen.held_out),
      .real_by_classifier = genre_recognised({real.covers, real.by_classifier, c}, chosen.held_out),
      .generated_by_classifier =
          genre_recognised({fake.covers, fake.by_classifier, c}, chosen.generated)};
}

Recognition recognise_decades(const Measured& measured, const Chosen& chosen) {
  const ReadCovers &fake = measured.generated, &real = measured.held_out;
  const kernels::Heads &d = measured.discriminator, &c = measured.classifier;
  Recognition recognition{
      .generated_by_discriminator =
          decade_recognised({fake.covers, fake.by_discriminator, d}, chosen.generated),
      .real_by_discriminator =
          decade_recognised({real.covers, real.by_discriminator, d}, chosen.held_out),
      .real_by_classifier =
          decade_recognised({real.covers, real.by_classifier, c}, chosen.held_out),
      .generated_by_classifier =
          decade_recognised({fake.covers, fake.by_classifier, c}, chosen.generated)};
  if (d.decades == 0) {
    const Gap without{"the model was trained without decades"};
    recognition.generated_by_discriminator = recognition.real_by_discriminator =
        recognition.generated_by_classifier = without;
  }
  return recognition;
}

SetComparison compare_generated(const Measured& measured, const Chosen& chosen, std::uint64_t seed,
                                kernels::TaskPool& pool) {
  return compare(measured, chosen, measured.generated, chosen.generated, seed, pool);
}

SetComparison compare_training(const Measured& measured, const Chosen& chosen, std::uint64_t seed,
                               kernels::TaskPool& pool) {
  return compare(measured, chosen, measured.training, chosen.training, seed, pool);
}

std::vector<Neighbourhood> measure_nearness(const Measured& measured, kernels::TaskPool& pool,
                                            Stages& stages, Evaluation& evaluation) {
  const CoverSet &generated = measured.generated.covers, &training = measured.training.covers;
  const Chosen from{.generated = spread_evenly(generated.count(), kSearchedFrom),
                    .held_out = spread_evenly(measured.held_out.covers.count(), kSearchedFrom),
                    .training = all_of(training)};
  const std::vector<std::size_t> shown = spread_evenly(generated.count(), kShownRows);
  const auto in_features = [&](const ReadCovers& covers, const std::vector<std::size_t>& chosen) {
    return chosen_points(covers.by_classifier.features, measured.features, chosen);
  };
  stages.begin("searching the training covers", 2);
  const Space features{.generated = in_features(measured.generated, from.generated),
                       .held_out = in_features(measured.held_out, from.held_out),
                       .training = in_features(measured.training, from.training),
                       .shown = in_features(measured.generated, shown)};
  evaluation.nearest_features = nearness_in(features, pool);
  stages.advance(1);
  const Space pixels{.generated = reduced_covers(generated, from.generated),
                     .held_out = reduced_covers(measured.held_out.covers, from.held_out),
                     .training = reduced_covers(training, from.training),
                     .shown = reduced_covers(generated, shown)};
  evaluation.nearest_pixels = nearness_in(pixels, pool);

  const std::size_t wanted = std::min(kShownNeighbours, training.count());
  const auto by_features =
      nearest_neighbours(features.shown.features(), features.training.features(), wanted, pool);
  const auto by_pixels =
      nearest_neighbours(pixels.shown.features(), pixels.training.features(), wanted, pool);
  std::vector<Neighbourhood> neighbourhoods;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    neighbourhoods.push_back({shown[i], by_features[i], by_pixels[i]});
  }
  stages.end();
  return neighbourhoods;
}

}  // namespace sleeve::apps
