#include "net/diversity_term.h"

#include <stdexcept>
#include <string>

namespace sleeve::net {
namespace {

kernels::SsimScales scales_of(const Config& config) {
  const int size = config.model.image_size;
  try {
    return kernels::ssim_scales(size, size, config.train.diversity_convention);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string("train.diversity_weight: ") + error.what());
  }
}

}  // namespace

DiversityTerm::DiversityTerm(const Config& config, const Labels& labels, engine::Arena& arena)
    : scales_(scales_of(config)),
      weight_(config.train.diversity_weight),
      batch_(config.data.batch),
      genre_count_(static_cast<int>(labels.genres.size())),
      decade_count_(static_cast<int>(labels.decades.size())) {
  const auto batch = static_cast<std::size_t>(batch_);
  pairs_ = arena.take<std::int32_t>(2 * batch);
  scores_ = arena.take<float>(batch);
  means_ = arena.take<float>(batch * scales_.mean_count());
  score_gradients_ = arena.take<float>(batch);
  image_gradient_ = arena.take<float>(batch * scales_.image_size());
}

void DiversityTerm::launch(kernels::Backend& backend, const Conditions& conditions,
                           const Generator& generator, kernels::LossReport* report) const {
  const kernels::SsimPairs pairs{.scales = scales_,
                                 .first = generator.images(),
                                 .second = generator.images(),
                                 .first_count = batch_,
                                 .second_count = batch_,
                                 .pairs = pairs_,
                                 .pair_count = batch_};
  backend.pair_equal_labels({.rows = batch_,
                             .genre_count = genre_count_,
                             .decade_count = decade_count_,
                             .genres = conditions.genres,
                             .decades = conditions.decades},
                            pairs_);
  backend.ms_ssim(pairs, scores_, means_);
  backend.diversity_loss(pairs_, batch_, weight_, scores_, score_gradients_, report);
  backend.ms_ssim_backward(pairs, means_, score_gradients_, image_gradient_, image_gradient_);
  const FeatureMap& map = generator.image_map();
  backend.add_tanh_gradient(generator.images(), image_gradient_, map.size(), map.gradient().full());
}

}  // namespace sleeve::net
