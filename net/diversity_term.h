// The diversity term of the generator's loss: how alike the fakes of a genre and decade are,
// measured by MS-SSIM (kernels/ssim.h), as Odena, Olah and Shlens (2016) measure the diversity of a
// model.
#pragma once

#include "engine/arena.h"
#include "net/config.h"
#include "net/generator.h"
#include "net/labels.h"

namespace sleeve::net {

/// A fake is paired with the next one of the batch that was asked to be of its genre and decade, if
/// there is one: another decade may make another cover of the same latent. Without labels all fakes
/// are of one.
class DiversityTerm {
 public:
  /// Takes the memory. Throws std::invalid_argument if the convention does not go with the size of
  /// the images.
  DiversityTerm(const Config& config, const Labels& labels, engine::Arena& arena);

  /// Adds the weighted mean score of the pairs to the generator's report, and its gradient to that
  /// of the generator's image map.
  void launch(kernels::Backend& backend, const Conditions& conditions, const Generator& generator,
              kernels::LossReport* report) const;

 private:
  kernels::SsimScales scales_;
  float weight_;
  int batch_, genre_count_, decade_count_;
  std::int32_t* pairs_;     // [batch, 2]
  float* scores_;           // [batch]
  float* means_;            // [batch, scales.mean_count()]
  float* score_gradients_;  // [batch]
  float* image_gradient_;   // as the images
};

}  // namespace sleeve::net
