#include "apps/evaluate/statistics/manifold.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/evaluate/statistics/pairwise.h"

namespace sleeve::apps {
namespace {

/// Squared, of the ball around each cover.
std::vector<double> squared_radii(const Features& set, int k, kernels::TaskPool& pool) {
  if (k < 1 || set.count <= static_cast<std::size_t>(k)) {
    throw std::invalid_argument("neighbour " + std::to_string(k) + " among " +
                                std::to_string(set.count) + " covers; at least " +
                                std::to_string(k + 1) + " are needed");
  }
  std::vector<double> radii(set.count);
  for_squared_distances(set, set, pool, [&](std::size_t, std::size_t first, PairwiseBlock& values) {
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
      const std::size_t row = first + static_cast<std::size_t>(i);
      double* distances = values.row(i).data();
      distances[row] = std::numeric_limits<double>::infinity();  // no neighbour of itself
      std::nth_element(distances, distances + k - 1, distances + set.count);
      radii[row] = distances[k - 1];
    }
  });
  return radii;
}

double share_above_zero(const std::vector<std::size_t>& counts) {
  const auto zeros = std::count(counts.begin(), counts.end(), std::size_t{0});
  return 1 - static_cast<double>(zeros) / static_cast<double>(counts.size());
}

}  // namespace

ManifoldFigures manifold_figures(const Features& real, const Features& other, int k,
                                 kernels::TaskPool& pool) {
  const std::vector<double> real_radii = squared_radii(real, k, pool);
  const std::vector<double> other_radii = squared_radii(other, k, pool);

  // Of each real cover: balls of others that it is in, and others in its own ball.
  std::vector<std::size_t> balls_around_real(real.count), in_ball_of_real(real.count);
  std::vector<std::vector<std::size_t>> partial(pairwise_blocks(real.count));
  for_squared_distances(real, other, pool,
                        [&](std::size_t block, std::size_t first, PairwiseBlock& values) {
                          std::vector<std::size_t>& balls_around_other = partial[block];
                          balls_around_other.resize(other.count);
                          for (Eigen::Index i = 0; i < values.rows(); ++i) {
                            const std::size_t row = first + static_cast<std::size_t>(i);
                            const double* distances = values.row(i).data();
                            for (std::size_t j = 0; j < other.count; ++j) {
                              if (distances[j] <= other_radii[j]) ++balls_around_real[row];
                              if (distances[j] <= real_radii[row]) {
                                ++in_ball_of_real[row];
                                ++balls_around_other[j];
                              }
                            }
                          }
                        });
  std::vector<std::size_t> balls_around_other(other.count);
  std::size_t inside = 0;
  for (const std::vector<std::size_t>& some : partial) {
    for (std::size_t j = 0; j < other.count; ++j) {
      balls_around_other[j] += some[j];
      inside += some[j];
    }
  }
  return {.precision = share_above_zero(balls_around_other),
          .recall = share_above_zero(balls_around_real),
          .density = static_cast<double>(inside) / (static_cast<double>(other.count) * k),
          .coverage = share_above_zero(in_ball_of_real),
          .k = k};
}

}  // namespace sleeve::apps
