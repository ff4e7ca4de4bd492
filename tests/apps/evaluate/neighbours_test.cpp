// Figures of nearest neighbours, held against SciPy's distances and cases that can be seen through.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "apps/evaluate/statistics/manifold.h"
#include "apps/evaluate/statistics/nearest_neighbours.h"
#include "apps/evaluate/statistics/set_comparison.h"
#include "tests/apps/evaluate/goldens.h"

namespace sleeve::tests {
namespace {

// Of shares: counts are exact, and divided once.
constexpr double kTolerance = 1e-15;

Points golden_points(const nlohmann::json& golden, const char* name) {
  return {golden[name].get<std::vector<float>>(), golden["dimensions"]};
}

TEST_CASE("precision, recall, density and coverage are those of SciPy's distances") {
  kernels::TaskPool pool(2);
  for (const nlohmann::json& golden : statistics_goldens()["sets"]) {
    const apps::ManifoldFigures figures = apps::manifold_figures(
        golden_points(golden, "real"), golden_points(golden, "other"), golden["k"], pool);
    CHECK(std::abs(figures.precision - golden["precision"].get<double>()) <= kTolerance);
    CHECK(std::abs(figures.recall - golden["recall"].get<double>()) <= kTolerance);
    CHECK(std::abs(figures.density - golden["density"].get<double>()) <= 4 * kTolerance);
    CHECK(std::abs(figures.coverage - golden["coverage"].get<double>()) <= kTolerance);
    CHECK(figures.k == golden["k"]);
  }
}

TEST_CASE("a set covers itself, and nothing far away") {
  kernels::TaskPool pool(2);
  const Points points = normal_points(200, 10, 1);
  const apps::ManifoldFigures same = apps::manifold_figures(points, points, 5, pool);
  CHECK(same.precision == 1);
  CHECK(same.recall == 1);
  CHECK(same.density == doctest::Approx(6.0 / 5));  // five neighbours, and the point itself
  CHECK(same.coverage == 1);
  const apps::ManifoldFigures far = apps::manifold_figures(points, moved(points, 1, 1000), 5, pool);
  CHECK(far.precision == 0);
  CHECK(far.recall == 0);
  CHECK(far.density == 0);
  CHECK(far.coverage == 0);
}

TEST_CASE("one cover over and over is precise, but recalls and covers little") {
  kernels::TaskPool pool(1);
  const Points points = normal_points(100, 2, 1);
  Points collapsed{{}, 2};
  for (int i = 0; i < 50; ++i) {
    collapsed.values.insert(collapsed.values.end(), {points.values[0], points.values[1]});
  }
  const apps::ManifoldFigures figures = apps::manifold_figures(points, collapsed, 5, pool);
  CHECK(figures.precision == 1);
  CHECK(figures.recall == doctest::Approx(0.01));  // the cover that is drawn
  CHECK(figures.coverage < 0.3);
}

TEST_CASE("nearest neighbours are those of SciPy") {
  kernels::TaskPool pool(2);
  for (const nlohmann::json& golden : statistics_goldens()["sets"]) {
    const auto found = apps::nearest_neighbours(golden_points(golden, "other"),
                                                golden_points(golden, "real"), 3, pool);
    REQUIRE(found.size() == golden["nearest"].size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      REQUIRE(found[i].size() == 3);
      for (std::size_t n = 0; n < 3; ++n) {
        CHECK(found[i][n].index == golden["nearest"][i][n]);
        CHECK(std::abs(found[i][n].distance - golden["nearest_distances"][i][n].get<double>()) <=
              1e-13);
      }
    }
  }
}

TEST_CASE("a copy lies at no distance, and the first of several is found first") {
  kernels::TaskPool pool(1);
  Points points = normal_points(700, 300, 1);  // several blocks of rows and of columns
  std::copy_n(points.values.begin() + 650 * 300, 300, points.values.begin() + 20 * 300);
  const Points query{{points.values.begin() + 650 * 300, points.values.begin() + 651 * 300}, 300};
  const auto found = apps::nearest_neighbours(query, points, 3, pool);
  CHECK(found[0][0].index == 20);
  CHECK(found[0][0].distance == 0);
  CHECK(found[0][1].index == 650);
  CHECK(found[0][1].distance == 0);
  CHECK(found[0][2].distance > 10);
}

TEST_CASE("the nearest come first where squares hide how near they are") {
  // 10,000 in every place but one: squared norms of 3e10, beside differences of 1e-6.
  kernels::TaskPool pool(1);
  Points points{std::vector<float>(40 * 300, 1e4F), 300};
  for (std::size_t i = 0; i < 40; ++i) {
    points.values[i * 300] += static_cast<float>((i * 17 + 1) % 40) / 1024;
  }
  const Points query{std::vector<float>(300, 1e4F), 300};
  const std::vector<apps::Neighbour> found = apps::nearest_neighbours(query, points, 40, pool)[0];
  for (std::size_t n = 0; n < found.size(); ++n) {
    CHECK(found[n].distance == static_cast<double>(n) / 1024);
  }
}

TEST_CASE("sets that are too small have no neighbours") {
  kernels::TaskPool pool(1);
  const Points few = normal_points(5, 3, 1), many = normal_points(20, 3, 1);
  CHECK_THROWS_AS(apps::manifold_figures(few, many, 5, pool), std::invalid_argument);
  CHECK_THROWS_AS(apps::manifold_figures(many, few, 5, pool), std::invalid_argument);
  CHECK_THROWS_AS(apps::manifold_figures(many, normal_points(20, 4, 1), 5, pool),
                  std::invalid_argument);
  CHECK_THROWS_AS(apps::nearest_neighbours(many, few, 6, pool), std::invalid_argument);
}

TEST_CASE("a comparison leaves a gap where there are too few covers, and says how many it wants") {
  kernels::TaskPool pool(2);
  const Points one = normal_points(1, 3, 1), few = normal_points(5, 3, 1);
  const Points many = normal_points(20, 3, 1);
  const apps::SetComparison whole = apps::compare_sets(many, many, 1, pool);
  CHECK(whole.frechet);
  CHECK(whole.kernel);
  CHECK(whole.manifold->k == 5);
  CHECK(whole.real == 20);
  CHECK(whole.dimensions == 3);

  const apps::SetComparison part = apps::compare_sets(few, many, 1, pool);
  CHECK(part.frechet);
  CHECK(part.kernel);
  REQUIRE_FALSE(part.manifold);
  CHECK(part.manifold.why() == "5 covers against 20 covers; at least 6 of each are needed");

  const apps::SetComparison none = apps::compare_sets(many, one, 1, pool);
  REQUIRE_FALSE(none.frechet);
  CHECK(none.frechet.why() == "20 covers against 1 cover; at least 2 of each are needed");
  CHECK_FALSE(none.kernel);
  CHECK_FALSE(apps::compare_sets({nullptr, 0, 3}, many, 1, pool).frechet);
}

TEST_CASE("features that are no numbers, or of another number, are refused") {
  kernels::TaskPool pool(1);
  const Points many = normal_points(20, 3, 1);
  Points broken = many;
  broken.values[7] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH_AS(apps::compare_sets(many, broken, 1, pool),
                       "a feature of cover 2 is not finite", std::invalid_argument);
  CHECK_THROWS_AS(apps::compare_sets(many, normal_points(20, 4, 1), 1, pool),
                  std::invalid_argument);
}

}  // namespace
}  // namespace sleeve::tests
