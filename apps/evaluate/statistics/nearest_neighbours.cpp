#include "apps/evaluate/statistics/nearest_neighbours.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <tuple>

#include "apps/evaluate/statistics/pairwise.h"

namespace sleeve::apps {
namespace {

/// By the differences themselves, so that a copy is at 0.
double distance(const float* a, const float* b, std::size_t dimensions) {
  double sum = 0;
  for (std::size_t i = 0; i < dimensions; ++i) {
    const double difference = static_cast<double>(a[i]) - b[i];
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

bool nearer(const Neighbour& a, const Neighbour& b) {
  return std::tie(a.distance, a.index) < std::tie(b.distance, b.index);
}

}  // namespace

std::vector<std::vector<Neighbour>> nearest_neighbours(const Features& queries,
                                                       const Features& among, std::size_t count,
                                                       kernels::TaskPool& pool) {
  if (among.count < count) {
    throw std::invalid_argument("the " + std::to_string(count) + " nearest of " +
                                std::to_string(among.count) + " covers");
  }
  std::vector<std::vector<Neighbour>> found(queries.count);
  for_squared_distances(
      queries, among, pool, [&](std::size_t, std::size_t first, const PairwiseBlock& values) {
        std::vector<std::size_t> order(among.count);
        for (Eigen::Index i = 0; i < values.rows(); ++i) {
          const std::size_t row = first + static_cast<std::size_t>(i);
          const double* squared = values.row(i).data();
          std::iota(order.begin(), order.end(), std::size_t{0});
          std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                            order.end(), [&](std::size_t a, std::size_t b) {
                              return std::tie(squared[a], a) < std::tie(squared[b], b);
                            });
          for (std::size_t n = 0; n < count; ++n) {
            found[row].push_back(
                {order[n], distance(queries.row(row), among.row(order[n]), queries.dimensions)});
          }
          std::sort(found[row].begin(), found[row].end(), nearer);
        }
      });
  return found;
}

}  // namespace sleeve::apps
