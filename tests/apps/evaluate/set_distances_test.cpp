// Distances between sets of features, held against NumPy and SciPy, and where formulas end in
// closed form.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "apps/evaluate/statistics/frechet.h"
#include "apps/evaluate/statistics/kernel_distance.h"
#include "tests/apps/evaluate/goldens.h"

namespace sleeve::tests {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

Points golden_points(const nlohmann::json& golden, const char* name) {
  return {golden[name].get<std::vector<float>>(), golden["dimensions"]};
}

/// An eigenvalue that should be 0 comes out as rounding of the largest one; the distance takes
/// the root of each. `spread` bounds the largest.
double frechet_tolerance(std::size_t dimensions, double spread) {
  const auto d = static_cast<double>(dimensions);
  return 2 * d * std::sqrt(d * kEpsilon) * spread;
}

TEST_CASE("Frechet distances are those of NumPy") {
  for (const nlohmann::json& golden : statistics_goldens()["sets"]) {
    const Points real = golden_points(golden, "real"), other = golden_points(golden, "other");
    const double distance = apps::frechet_distance(real, other);
    const double expected = golden["frechet"];
    CAPTURE(distance - expected);
    CHECK(std::abs(distance - expected) <= frechet_tolerance(real.dimensions, expected));
    CHECK(std::abs(apps::frechet_distance(other, real) - distance) <=
          frechet_tolerance(real.dimensions, expected));
  }
}

TEST_CASE("the Frechet distance of moved sets follows from the way they moved") {
  const std::size_t dimensions = 12;
  const Points points = normal_points(300, dimensions, 1);
  const double tolerance = frechet_tolerance(dimensions, 10);
  CHECK(apps::frechet_distance(points, points) <= tolerance);
  // Shifted by 1/2: the covariances cancel, and the distance is that of the means.
  CHECK(std::abs(apps::frechet_distance(points, moved(points, 1, 0.5F)) - 0.25 * dimensions) <=
        tolerance + 1e-5);  // the shifted values are rounded to f32
  // Three times as far from 0: (3 - 1)^2 (tr C + |m|^2).
  double trace = 0, squared_mean = 0;
  for (std::size_t j = 0; j < dimensions; ++j) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < 300; ++i) {
      const double value = points.values[i * dimensions + j];
      sum += value;
      squares += value * value;
    }
    squared_mean += sum / 300 * sum / 300;
    trace += (squares - sum * sum / 300) / 299;
  }
  CHECK(std::abs(apps::frechet_distance(points, moved(points, 3, 0)) -
                 4 * (trace + squared_mean)) <= tolerance + 1e-5);
}

TEST_CASE("squared discrepancies are those of NumPy, pair by pair") {
  kernels::TaskPool pool(2);
  for (const nlohmann::json& golden : statistics_goldens()["sets"]) {
    std::vector<apps::SubsetPair> subsets;
    for (const nlohmann::json& subset : golden["subsets"]) {
      subsets.push_back({subset["real"].get<std::vector<std::size_t>>(),
                         subset["other"].get<std::vector<std::size_t>>()});
    }
    const std::vector<double> values = apps::squared_discrepancies(
        golden_points(golden, "real"), golden_points(golden, "other"), subsets, pool);
    REQUIRE(values.size() == subsets.size());
    for (std::size_t s = 0; s < values.size(); ++s) {
      // Kernels of these points reach 1e4; each sum has under 1e4 of them, in another order.
      const double expected = golden["subsets"][s]["squared_discrepancy"];
      CAPTURE(values[s] - expected);
      CHECK(std::abs(values[s] - expected) <= 1e4 * 1e4 * kEpsilon);
    }
  }
}

TEST_CASE("the kernel distance of two points is that of their kernels, whatever the subset") {
  kernels::TaskPool pool(1);
  const Points ones{std::vector<float>(20, 1), 1}, twos{std::vector<float>(30, 2), 1};
  const apps::KernelDistance distance = apps::kernel_distance(ones, twos, 1, pool);
  CHECK(std::abs(distance.mean - (8 + 125 - 2 * 27)) <= 1e3 * kEpsilon);
  CHECK(distance.deviation <= 1e3 * kEpsilon);
  CHECK(distance.subsets == 100);
  CHECK(distance.subset_size == 10);
}

TEST_CASE("the kernel distance is around 0 within one distribution, and far from it between two") {
  kernels::TaskPool pool(2);
  const Points points = normal_points(400, 8, 2), others = normal_points(300, 8, 3);
  const apps::KernelDistance same = apps::kernel_distance(points, others, 1, pool);
  CHECK(same.subset_size == 150);
  CHECK(same.deviation > 0);
  CHECK(std::abs(same.mean) <= same.deviation);
  CHECK(apps::kernel_distance(points, moved(others, 1, 0.5F), 1, pool).mean > 5 * same.deviation);
}

TEST_CASE("the subsets of two sets are drawn apart") {
  kernels::TaskPool pool(2);
  const Points points = normal_points(400, 8, 2);
  std::vector<std::size_t> all(400);
  std::iota(all.begin(), all.end(), std::size_t{0});
  // Of a set and itself this is below 0, since a point is most like itself; half a set and the
  // same half would be twice as far below.
  const double whole = apps::squared_discrepancies(points, points, {{all, all}}, pool)[0];
  const apps::KernelDistance distance = apps::kernel_distance(points, points, 1, pool);
  const double standard_error = distance.deviation / 10;
  REQUIRE(-whole > 6 * standard_error);
  CHECK(std::abs(distance.mean - whole) <= 3 * standard_error);
}

TEST_CASE("subsets follow from the seed, and results from neither threads nor their order") {
  kernels::TaskPool one(1), three(3);
  const Points points = normal_points(200, 8, 2), others = normal_points(150, 8, 3);
  const apps::KernelDistance distance = apps::kernel_distance(points, others, 1, one);
  CHECK(apps::kernel_distance(points, others, 1, three).mean == distance.mean);
  CHECK(apps::kernel_distance(points, others, 1, three).deviation == distance.deviation);
  CHECK(apps::kernel_distance(points, others, 2, one).mean != distance.mean);
}

TEST_CASE("sets that are too small, or of other features, have no distance") {
  kernels::TaskPool pool(1);
  const Points one = normal_points(1, 4, 1), three = normal_points(3, 4, 1);
  const Points many = normal_points(20, 4, 1), wider = normal_points(20, 5, 1);
  CHECK_THROWS_AS(apps::frechet_distance(one, many), std::invalid_argument);
  CHECK_THROWS_AS(apps::frechet_distance(many, one), std::invalid_argument);
  CHECK_THROWS_AS(apps::frechet_distance(many, wider), std::invalid_argument);
  CHECK_THROWS_AS(apps::kernel_distance(three, many, 1, pool), std::invalid_argument);
  CHECK_THROWS_AS(apps::kernel_distance(many, three, 1, pool), std::invalid_argument);
  CHECK_THROWS_AS(apps::kernel_distance(many, wider, 1, pool), std::invalid_argument);
}

}  // namespace
}  // namespace sleeve::tests
