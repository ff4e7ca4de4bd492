// Covers that a checkpoint's generator draws.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "apps/evaluate/cover_set.h"
#include "apps/evaluate/stages.h"
#include "apps/support/checkpoint.h"
#include "data/image.h"
#include "net/drawing.h"

namespace sleeve::apps {

/// The genre and decade of a cover to draw; the decade is -1 in models without decades.
struct Wanted {
  std::size_t genre = 0;
  std::int16_t decade = -1;
};

class GeneratedCovers {
 public:
  /// Throws as net::Drawing does.
  GeneratedCovers(const Checkpoint& checkpoint, kernels::Backend& backend, net::Weights weights);

  /// The covers that the held-out ones are compared with: of each genre `count`, or, without one,
  /// as many as the held-out covers that stand for it, but at least 100 and at most `most`. In a
  /// model with decades they have those of the genre's held-out covers in turn, so that both sets
  /// have the same mixture; of a genre of which none is known, all decades in turn.
  CoverSet draw_like(const CoverSet& held_out, std::optional<std::size_t> count, std::size_t most,
                     std::uint64_t seed, Stages& stages);

  /// Rows of latents for draw(), [n, columns].
  std::vector<float> random_latents(std::size_t n, std::uint64_t seed) const;
  std::size_t latent_columns() const;
  bool latents_are_normal() const;
  std::size_t decade_count() const { return labels_.decades.size(); }

  /// A cover for each row of latents.
  std::vector<data::Image> draw(const std::vector<float>& latents,
                                const std::vector<Wanted>& wanted);

 private:
  net::ModelConfig model_;
  net::Labels labels_;
  net::Drawing drawing_;
};

}  // namespace sleeve::apps
