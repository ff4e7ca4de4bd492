// How alike covers of a genre are that the generator draws, beside how alike the real ones are.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "apps/evaluate/evaluation.h"
#include "apps/evaluate/pairs.h"
#include "data/data_set.h"
#include "engine/arena.h"
#include "kernels/ssim.h"
#include "net/drawing.h"

namespace sleeve::apps {

struct GenreDiversity {
  std::string genre;    // "all" where there are none to tell apart
  Diversity diversity;  // pairs of training covers and of generated ones; none between the two
};

/// MS-SSIM of random pairs of covers of one genre, and of one decade in a model with decades: of
/// two different covers to train on, which are scored once, and of two that the moving average
/// draws, from the same latents at every step.
class DiversityProbe {
 public:
  /// By config().train.diversity_convention. Both must stay. Throws std::invalid_argument if it
  /// does not go with the covers' size.
  DiversityProbe(const net::Training& training, net::Drawing& drawing, const data::DataSet& covers);

  /// Of each genre, in order.
  std::vector<GenreDiversity> measure();

 private:
  /// Writes a cover, [size, size, 3] in [-1, 1].
  using ReadCover = std::function<void(std::size_t cover, float* to)>;

  void score_real(const net::Training& training, const data::DataSet& covers);
  void choose_generated(const net::Training& training);
  Known<Distribution> score(const std::vector<CoverPair>& pairs, const ReadCover& read,
                            const std::string& why_none);

  kernels::Backend& backend_;
  net::Drawing& drawing_;
  kernels::SsimScales scales_;
  std::vector<GenreDiversity> genres_;  // with the real pairs
  std::vector<float> latents_, genre_weights_, decade_weights_;
  std::vector<CoverPair> generated_pairs_;  // within a genre, the same in each
  engine::Arena arena_;
  float* first_;   // [kPairsAtOnce, size, size, 3]
  float* second_;  // likewise
  std::int32_t* indices_;
  float* scores_;
};

}  // namespace sleeve::apps
