#include "apps/evaluate/nearness.h"

#include <algorithm>
#include <cmath>

namespace sleeve::apps {

std::vector<float> reduced(std::span<const std::uint8_t> image, int size) {
  const int side = std::min(kReducedSide, size);
  std::vector<float> values;
  const double root = std::sqrt(double(side) * side * 3);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const int top = y * size / side, bottom = (y + 1) * size / side;
      const int left = x * size / side, right = (x + 1) * size / side;
      for (int channel = 0; channel < 3; ++channel) {
        double sum = 0;
        for (int row = top; row < bottom; ++row) {
          for (int column = left; column < right; ++column) {
            sum += image[std::size_t((row * size + column) * 3 + channel)];
          }
        }
        const double mean = sum / double((bottom - top) * (right - left));
        values.push_back(float((mean / 127.5 - 1) / root));
      }
    }
  }
  return values;
}

Points reduced_covers(const CoverSet& covers, const std::vector<std::size_t>& chosen) {
  const auto side = std::size_t(std::min(kReducedSide, covers.size));
  Points points{.values = {}, .dimensions = side * side * 3};
  for (const std::size_t cover : chosen) {
    const std::vector<float> values = reduced(covers.image(cover), covers.size);
    points.values.insert(points.values.end(), values.begin(), values.end());
  }
  return points;
}

Points chosen_points(const std::vector<float>& values, std::size_t dimensions,
                     const std::vector<std::size_t>& chosen) {
  Points points{.values = {}, .dimensions = dimensions};
  for (const std::size_t i : chosen) {
    const auto row = values.begin() + std::ptrdiff_t(i * dimensions);
    points.values.insert(points.values.end(), row, row + std::ptrdiff_t(dimensions));
  }
  return points;
}

std::vector<std::size_t> spread_evenly(std::size_t size, std::size_t count) {
  std::vector<std::size_t> chosen;
  const std::size_t n = std::min(size, count);
  for (std::size_t i = 0; i < n; ++i) chosen.push_back(i * size / n);
  return chosen;
}

Known<Distribution> distances_to(const Points& training, const Points& queries,
                                 kernels::TaskPool& pool) {
  const Features among = training.features();
  if (queries.values.empty()) return Gap{"no covers to look from"};
  std::vector<float> distances;
  for (const auto& neighbours : nearest_neighbours(queries.features(), among, 1, pool)) {
    distances.push_back(float(neighbours.front().distance));
  }
  return distribution_of(distances);
}

}  // namespace sleeve::apps
