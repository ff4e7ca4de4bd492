// Quantiles, box plots and intervals, held against NumPy and SciPy.
#include "apps/evaluate/statistics/distribution.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "apps/evaluate/statistics/proportion.h"
#include "tests/apps/evaluate/goldens.h"

namespace sleeve::tests {
namespace {

// A few operations in double on numbers up to 1.
constexpr double kTolerance = 1e-14;

bool close(double value, double expected) { return std::abs(value - expected) <= kTolerance; }

TEST_CASE("distributions are those of NumPy") {
  for (const nlohmann::json& golden : statistics_goldens()["distributions"]) {
    const auto result = apps::distribution_of(golden["scores"].get<std::vector<float>>());
    CHECK(result.count == golden["scores"].size());
    CHECK(close(result.mean, golden["mean"]));
    CHECK(close(result.deviation, golden["deviation"]));
    CHECK(close(result.zero_share, golden["zero_share"]));
    for (std::size_t i = 0; i < result.quantiles.size(); ++i) {
      CAPTURE(apps::Distribution::kLevels[i]);
      CHECK(close(result.quantiles[i], golden["quantiles"][i]));
    }
    CHECK(close(result.box.lower_quartile, golden["quantiles"][2]));
    CHECK(close(result.box.median, golden["quantiles"][3]));
    CHECK(close(result.box.upper_quartile, golden["quantiles"][4]));
    CHECK(close(result.box.lower_whisker, golden["lower_whisker"]));
    CHECK(close(result.box.upper_whisker, golden["upper_whisker"]));
    CHECK(result.box.outliers_below == golden["outliers_below"]);
    CHECK(result.box.outliers_above == golden["outliers_above"]);
  }
}

TEST_CASE("a quantile between two scores lies between them, in proportion") {
  const std::vector<float> scores = {1, 2, 4, 8};
  CHECK(apps::quantile(scores, 0) == 1);
  CHECK(apps::quantile(scores, 0.5) == 3);
  CHECK(apps::quantile(scores, 0.75) == 5);  // a quarter of the way from 4 to 8
  CHECK(apps::quantile(scores, 1) == 8);
}

TEST_CASE("one score is all of its distribution, and none is refused") {
  const apps::Distribution one = apps::distribution_of({0.25F});
  CHECK(one.mean == 0.25);
  CHECK(one.deviation == 0);
  CHECK(one.median() == 0.25);
  CHECK(one.box.upper_whisker == 0.25);
  CHECK_THROWS_AS(apps::distribution_of({}), std::invalid_argument);
  CHECK_THROWS_AS(apps::distribution_of({1, std::numeric_limits<float>::quiet_NaN()}),
                  std::invalid_argument);
}

TEST_CASE("whiskers reach one and a half boxes, and no further") {
  const apps::BoxPlot box =
      apps::distribution_of({-2.125F, -2, 1, 1.5F, 2, 2.5F, 3, 6, 6.125F}).box;
  CHECK(box.lower_quartile == 1);
  CHECK(box.upper_quartile == 3);
  CHECK(box.lower_whisker == -2);
  CHECK(box.upper_whisker == 6);
  CHECK(box.outliers_below == 1);
  CHECK(box.outliers_above == 1);
}

TEST_CASE("a whisker ends at its box where no score beyond it is within reach") {
  const apps::BoxPlot box = apps::distribution_of({0, 0, 0, 10}).box;
  CHECK(box.upper_quartile == 2.5);  // between the last two
  CHECK(box.upper_whisker == 2.5);
  CHECK(box.outliers_above == 1);
  CHECK(apps::distribution_of({0, 10, 10, 10}).box.lower_whisker == 7.5);
}

TEST_CASE("intervals are those of SciPy") {
  for (const nlohmann::json& golden : statistics_goldens()["proportions"]) {
    CAPTURE(golden.dump());
    const apps::Proportion proportion{golden["successes"], golden["count"]};
    CHECK(close(proportion.interval().low, golden["low"]));
    CHECK(close(proportion.interval().high, golden["high"]));
    CHECK(proportion.interval().low <= proportion.share());
    CHECK(proportion.interval().high >= proportion.share());
  }
  for (int count = 1; count <= 100; ++count) {
    CHECK(apps::wilson_interval(0, count).low == 0);
    CHECK(apps::wilson_interval(count, count).high == 1);
  }
  CHECK_THROWS_AS(apps::wilson_interval(0, 0), std::invalid_argument);
  CHECK_THROWS_AS(apps::wilson_interval(3, 2), std::invalid_argument);
}

}  // namespace
}  // namespace sleeve::tests
