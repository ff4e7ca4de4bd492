// Training covers that come closest to others: whether a generator copies.
#pragma once

#include <cstddef>
#include <vector>

#include "apps/evaluate/cover_set.h"
#include "apps/evaluate/evaluation.h"
#include "apps/evaluate/statistics/features.h"
#include "apps/evaluate/statistics/nearest_neighbours.h"
#include "kernels/task_pool.h"

namespace sleeve::apps {

/// Side of the reduced covers whose pixels are compared: what is left of a copy that was shifted by
/// a pixel, or drawn a little coarser, is still near its original.
constexpr int kReducedSide = 16;

/// [kReducedSide, kReducedSide, 3] in [-1, 1], each value the mean of the pixels in its place; or
/// the cover itself if that is no larger. Divided by the root of the number of values, so that a
/// Euclidean distance is the root mean square of differences.
std::vector<float> reduced(std::span<const std::uint8_t> image, int size);

/// Covers in a space where they can be compared.
struct Points {
  std::vector<float> values;  // [count, dimensions]
  std::size_t dimensions = 0;

  Features features() const { return {values.data(), values.size() / dimensions, dimensions}; }
};

Points reduced_covers(const CoverSet& covers, const std::vector<std::size_t>& chosen);
Points chosen_points(const std::vector<float>& values, std::size_t dimensions,
                     const std::vector<std::size_t>& chosen);

/// `count` indices below `size`, evenly apart; all of them if they are no more.
std::vector<std::size_t> spread_evenly(std::size_t size, std::size_t count);

/// Distances from each of `queries` to its nearest training cover.
Known<Distribution> distances_to(const Points& training, const Points& queries,
                                 kernels::TaskPool& pool);

}  // namespace sleeve::apps
