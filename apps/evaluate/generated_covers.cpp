#include "apps/evaluate/generated_covers.h"

#include <algorithm>

namespace sleeve::apps {
namespace {

constexpr int kBatch = 64;
constexpr std::size_t kFewest = 100;  // of a genre with few held-out covers

}  // namespace

GeneratedCovers::GeneratedCovers(const Checkpoint& checkpoint, kernels::Backend& backend,
                                 net::Weights weights)
    : model_(checkpoint.config.model),
      labels_(checkpoint.info.labels),
      drawing_(model_, labels_, backend, checkpoint.file, weights, kBatch) {}

std::vector<float> GeneratedCovers::random_latents(std::size_t n, std::uint64_t seed) const {
  return drawing_.random_latents(int(n), seed);
}

std::size_t GeneratedCovers::latent_columns() const {
  return std::size_t(model_.latent) + std::size_t(model_.codes);
}

bool GeneratedCovers::latents_are_normal() const {
  return model_.latent_distribution == kernels::Distribution::kNormal;
}

std::vector<data::Image> GeneratedCovers::draw(const std::vector<float>& latents,
                                               const std::vector<Wanted>& wanted) {
  const std::size_t genres = labels_.genres.size(), decades = labels_.decades.size();
  std::vector<float> genre_weights(wanted.size() * genres), decade_weights(wanted.size() * decades);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    genre_weights[i * genres + wanted[i].genre] = 1;
    if (decades > 0) decade_weights[i * decades + std::size_t(wanted[i].decade)] = 1;
  }
  const std::vector<float> values =
      drawing_.draw(int(wanted.size()), latents, genre_weights, decade_weights);
  std::vector<data::Image> images;
  const std::size_t elements = values.size() / wanted.size();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    images.push_back(data::image_from_floats(std::span(values).subspan(i * elements, elements),
                                             model_.image_size));
  }
  return images;
}

CoverSet GeneratedCovers::draw_like(const CoverSet& held_out, std::optional<std::size_t> count,
                                    std::size_t most, std::uint64_t seed, Stages& stages) {
  std::vector<Wanted> wanted;
  for (std::size_t genre = 0; genre < labels_.genres.size(); ++genre) {
    std::vector<std::int16_t> decades;
    for (const std::size_t cover : held_out.of_genre[genre]) {
      if (held_out.decades[cover] >= 0) decades.push_back(held_out.decades[cover]);
    }
    if (decades.empty()) {
      for (std::size_t all = 0; all < labels_.decades.size(); ++all) {
        decades.push_back(std::int16_t(all));
      }
    }
    const std::size_t n =
        count.value_or(std::clamp(held_out.of_genre[genre].size(), kFewest, most));
    for (std::size_t i = 0; i < n; ++i) {
      const bool with_decades = !labels_.decades.empty();
      wanted.push_back({genre, with_decades ? decades[i % decades.size()] : std::int16_t(-1)});
    }
  }

  CoverSet covers(model_.image_size, labels_.genres.size());
  const std::vector<float> latents = random_latents(wanted.size(), seed);
  const auto columns = std::ptrdiff_t(latent_columns());
  stages.begin("drawing covers", wanted.size());
  for (std::size_t first = 0; first < wanted.size(); first += kBatch) {
    const std::size_t end = std::min(first + kBatch, wanted.size());
    const std::vector<Wanted> part(wanted.begin() + std::ptrdiff_t(first),
                                   wanted.begin() + std::ptrdiff_t(end));
    const std::vector<data::Image> images = draw({latents.begin() + std::ptrdiff_t(first) * columns,
                                                  latents.begin() + std::ptrdiff_t(end) * columns},
                                                 part);
    for (std::size_t i = 0; i < part.size(); ++i) {
      covers.images.insert(covers.images.end(), images[i].pixels.begin(), images[i].pixels.end());
      covers.of_genre[part[i].genre].push_back(covers.count());
      for (std::size_t genre = 0; genre < covers.genre_count; ++genre) {
        covers.genres.push_back(genre == part[i].genre ? 1 : 0);
      }
      covers.decades.push_back(part[i].decade);
    }
    stages.advance(end);
  }
  stages.end();
  return covers;
}

}  // namespace sleeve::apps
