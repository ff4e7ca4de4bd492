#include "apps/evaluate/pictures.h"

#include <algorithm>
#include <cmath>

#include "apps/evaluate/nearness.h"
#include "apps/support/nearest.h"
#include "data/png.h"

namespace sleeve::apps {
namespace {

constexpr int kGap = 2;
constexpr std::size_t kOfAKind = 8;  // covers of a genre in a row
constexpr std::size_t kColumns = 10;

Picture picture(const std::string& name, const std::string& title, const std::string& caption,
                const std::vector<data::Image>& covers, std::size_t columns) {
  const data::Image grid = data::grid(covers, int(columns), kGap);
  return {.name = name,
          .title = title,
          .caption = caption,
          .width = grid.width,
          .height = grid.height,
          .png = data::encode_png(grid)};
}

data::Image image_of(const CoverSet& covers, std::size_t cover) {
  data::Image image(covers.size, covers.size);
  std::copy_n(covers.image(cover).begin(), image.pixels.size(), image.pixels.begin());
  return image;
}

/// Columns without a cover: they set the kinds of a row apart.
data::Image white(int size) { return data::Image(size, size, 255); }

std::string rows_from_top(const std::vector<std::string>& genres) {
  return "Rows, from the top: " + comma_separated(genres) + ".";
}

std::int16_t decade_in_turn(const GeneratedCovers& generator, std::size_t i) {
  const std::size_t decades = generator.decade_count();
  return decades == 0 ? std::int16_t(-1) : std::int16_t(i % decades);
}

/// Between latents: along a great circle (Shoemake 1985), since normal latents lie near a sphere
/// and the middle of a straight line does not; straight for uniform ones.
std::vector<float> between(std::span<const float> from, std::span<const float> to, double t,
                           bool normal) {
  double weight_from = 1 - t, weight_to = t;
  if (normal) {
    double product = 0, square_from = 0, square_to = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      product += double(from[i]) * double(to[i]);
      square_from += double(from[i]) * double(from[i]);
      square_to += double(to[i]) * double(to[i]);
    }
    const double angle =
        std::acos(std::clamp(product / std::sqrt(square_from * square_to), -1.0, 1.0));
    if (std::sin(angle) > 1e-6) {
      weight_from = std::sin((1 - t) * angle) / std::sin(angle);
      weight_to = std::sin(t * angle) / std::sin(angle);
    }
  }
  std::vector<float> latent;
  for (std::size_t i = 0; i < from.size(); ++i) {
    latent.push_back(float(weight_from * double(from[i]) + weight_to * double(to[i])));
  }
  return latent;
}

}  // namespace

Picture picture_of_covers(const CoverSet& held_out, const CoverSet& generated,
                          const std::vector<std::string>& genres) {
  std::vector<data::Image> covers;
  const auto add = [&](const CoverSet& set, std::size_t genre) {
    const std::vector<std::size_t>& of_genre = set.of_genre[genre];
    const std::vector<std::size_t> chosen = spread_evenly(of_genre.size(), kOfAKind);
    for (const std::size_t i : chosen) covers.push_back(image_of(set, of_genre[i]));
    covers.resize(covers.size() + kOfAKind - chosen.size(), white(set.size));
  };
  for (std::size_t genre = 0; genre < genres.size(); ++genre) {
    add(held_out, genre);
    covers.push_back(white(held_out.size));
    add(generated, genre);
  }
  return picture("covers", "Held-out and generated covers",
                 "Left: held-out covers. Right: generated ones. " + rows_from_top(genres), covers,
                 2 * kOfAKind + 1);
}

Picture picture_of_latents(GeneratedCovers& generator, const std::vector<std::string>& genres,
                           std::uint64_t seed) {
  const std::vector<float> row = generator.random_latents(kColumns, seed);
  std::vector<float> latents;
  std::vector<Wanted> wanted;
  for (std::size_t genre = 0; genre < genres.size(); ++genre) {
    latents.insert(latents.end(), row.begin(), row.end());
    for (std::size_t i = 0; i < kColumns; ++i) {
      wanted.push_back({genre, decade_in_turn(generator, i)});
    }
  }
  return picture("latents", "The same latents in every genre",
                 "A column has one latent" +
                     std::string(generator.decade_count() > 0 ? " and one decade. " : ". ") +
                     rows_from_top(genres),
                 generator.draw(latents, wanted), kColumns);
}

Picture picture_of_walks(GeneratedCovers& generator, const std::vector<std::string>& genres,
                         std::uint64_t seed) {
  const std::vector<float> ends = generator.random_latents(2 * genres.size(), seed);
  const std::size_t columns = generator.latent_columns();
  std::vector<float> latents;
  std::vector<Wanted> wanted;
  for (std::size_t genre = 0; genre < genres.size(); ++genre) {
    const auto end = [&](std::size_t i) {
      return std::span(ends).subspan((2 * genre + i) * columns, columns);
    };
    for (std::size_t i = 0; i < kColumns; ++i) {
      const std::vector<float> latent =
          between(end(0), end(1), double(i) / (kColumns - 1), generator.latents_are_normal());
      latents.insert(latents.end(), latent.begin(), latent.end());
      wanted.push_back({genre, decade_in_turn(generator, genre)});
    }
  }
  return picture("walks", "Walks between latents",
                 "From one latent on the left to another on the right, in equal steps: covers that "
                 "change little by little, not all at once, were not learned by heart. " +
                     rows_from_top(genres),
                 generator.draw(latents, wanted), kColumns);
}

Picture picture_of_neighbours(const CoverSet& generated, const CoverSet& training,
                              const std::vector<Neighbourhood>& neighbourhoods) {
  std::vector<data::Image> covers;
  std::size_t columns = 0;
  for (const Neighbourhood& of : neighbourhoods) {
    covers.push_back(image_of(generated, of.cover));
    for (const auto* kind : {&of.features, &of.pixels}) {
      covers.push_back(white(generated.size));
      for (const Neighbour& one : *kind) covers.push_back(image_of(training, one.index));
    }
    columns = 3 + of.features.size() + of.pixels.size();
  }
  return picture("neighbours", "Nearest training covers",
                 "First a generated cover, then the training covers nearest to it in the "
                 "classifier's features, then those nearest by pixels of covers reduced to 16x16.",
                 covers, columns);
}

}  // namespace sleeve::apps
