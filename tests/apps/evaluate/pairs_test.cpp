// Which pairs of covers are scored.
#include "apps/evaluate/pairs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace sleeve::apps {
namespace {

TEST_CASE("few pairs are taken all, many at random, and no pair twice") {
  const PairLabels labels(20, 0);
  for (const std::size_t count : {50, 190, 1000}) {
    const std::vector<CoverPair> pairs = pairs_within(labels, count, 1, 0);
    CHECK(pairs.size() == std::min<std::size_t>(count, 190));
    CHECK(std::set<CoverPair>(pairs.begin(), pairs.end()).size() == pairs.size());
    for (const auto& [a, b] : pairs) {
      CHECK(a >= 0);
      CHECK(a < b);
      CHECK(b < 20);
    }
  }
  const std::vector<CoverPair> between = pairs_between(labels, PairLabels(3, 0), 1000, 1, 0);
  CHECK(std::set<CoverPair>(between.begin(), between.end()).size() == 60);
}

TEST_CASE("pairs are of one label") {
  const PairLabels first = {0, 1, 0, -1, 1, 0}, second = {1, 1, 2, 0};
  const auto within = pairs_within(first, 100, 1, 0);
  CHECK(std::set<CoverPair>(within.begin(), within.end()) ==
        std::set<CoverPair>{{0, 2}, {0, 5}, {2, 5}, {1, 4}});
  const auto between = pairs_between(first, second, 100, 1, 0);
  CHECK(std::set<CoverPair>(between.begin(), between.end()) ==
        std::set<CoverPair>{{0, 3}, {2, 3}, {5, 3}, {1, 0}, {1, 1}, {4, 0}, {4, 1}});
}

TEST_CASE("pairs follow from seed and draw") {
  const PairLabels labels(100, 0);
  CHECK(pairs_within(labels, 50, 1, 0) == pairs_within(labels, 50, 1, 0));
  CHECK(pairs_within(labels, 50, 1, 0) != pairs_within(labels, 50, 2, 0));
  CHECK(pairs_within(labels, 50, 1, 0) != pairs_within(labels, 50, 1, 1));
}

TEST_CASE("where there are no two covers there is no pair") {
  CHECK(pairs_within({}, 10, 1, 0).empty());
  CHECK(pairs_within({0}, 10, 1, 0).empty());
  CHECK(pairs_within({0, 1}, 10, 1, 0).empty());
  CHECK(pairs_between({0}, {}, 10, 1, 0).empty());
  CHECK(pairs_between({0}, {1}, 10, 1, 0).empty());
}

}  // namespace
}  // namespace sleeve::apps
