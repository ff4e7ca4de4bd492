#include "bench/statistics.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace sleeve::bench {
namespace {

TEST_CASE("the median of an odd number of values is the one in the middle") {
  const Summary summary = summarize({5, 1, 4, 100, 2});
  CHECK(summary.median == 4);
  CHECK(summary.minimum == 1);
  CHECK(summary.deviation == 2);  // of 1, 3, 0, 96, 2
  CHECK(summary.repetitions == 5);
}

TEST_CASE("of an even number it lies between two") {
  const Summary summary = summarize({8, 2, 4, 1});
  CHECK(summary.median == 3);
  CHECK(summary.minimum == 1);
  CHECK(summary.deviation == 1.5);  // of 5, 1, 1, 2
}

TEST_CASE("one value has no spread, none is an error") {
  CHECK(summarize({7}).median == 7);
  CHECK(summarize({7}).deviation == 0);
  CHECK_THROWS_AS(summarize({}), std::invalid_argument);
}

}  // namespace
}  // namespace sleeve::bench
