// Figures that other programs computed (goldens/make_goldens.py), and sets of points to try more
// on.
#pragma once

#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "apps/evaluate/statistics/features.h"
#include "kernels/philox.h"

namespace sleeve::tests {

inline const nlohmann::json& statistics_goldens() {
  static const nlohmann::json goldens = [] {
    std::ifstream file(SLEEVE_EVALUATE_GOLDENS);
    return nlohmann::json::parse(file);
  }();
  return goldens;
}

/// Features that own their values.
struct Points {
  std::vector<float> values;
  std::size_t dimensions = 1;

  operator apps::Features() const {  // NOLINT: a view of them
    return {values.data(), values.size() / dimensions, dimensions};
  }
};

/// N(0, 1), drawn by seed.
inline Points normal_points(std::size_t count, std::size_t dimensions, std::uint64_t seed) {
  const kernels::Philox random(seed, 0, 0);
  Points points{std::vector<float>(count * dimensions), dimensions};
  for (std::size_t i = 0; i < points.values.size(); ++i) points.values[i] = random.normal(i);
  return points;
}

/// Each value x becomes scale x + shift.
inline Points moved(Points points, float scale, float shift) {
  for (float& value : points.values) value = scale * value + shift;
  return points;
}

}  // namespace sleeve::tests
