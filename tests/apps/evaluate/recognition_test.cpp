// Which covers count as recognised, and what is compared to find neighbours.
#include "apps/evaluate/recognition.h"

#include <doctest/doctest.h>

#include <cmath>

#include "apps/evaluate/nearness.h"

namespace sleeve::apps {
namespace {

/// Four covers of three genres and two decades: the second of two genres, the third of none.
CoverSet four_covers() {
  CoverSet covers(1, 3);
  covers.genres = {1, 0, 0, /**/ 0, 1, 1, /**/ 0, 0, 0, /**/ 0, 0, 1};
  covers.decades = {0, 1, -1, 1};
  return covers;
}

TEST_CASE("a cover is recognised by the largest logit of its head") {
  const CoverSet covers = four_covers();
  const kernels::Heads heads{.genres = 3, .decades = 2, .sources = 1};
  net::Readings readings;
  readings.logits = {9, 3,  2, 1, 0, 5,   // source | jazz, right | decade 1, wrong
                     9, 1,  2, 3, 0, 5,   // its second genre, right | right
                     9, 1,  2, 3, 0, 5,   // has no label to be right about
                     9, -1, 0, 0, 5, 4};  // of equal ones the first: wrong | wrong
  const HeardCovers heard{covers, readings, heads};
  const Known<Proportion> genre = genre_recognised(heard, {0, 1, 2, 3});
  REQUIRE(genre);
  CHECK(genre->successes == 2);
  CHECK(genre->count == 3);
  const Known<Proportion> decade = decade_recognised(heard, {0, 1, 2, 3});
  REQUIRE(decade);
  CHECK(decade->successes == 1);
  CHECK(decade->count == 3);
  CHECK(genre_recognised(heard, {1})->successes == 1);
}

TEST_CASE("a classifier's logits begin with the genres") {
  const CoverSet covers = four_covers();
  net::Readings readings;
  readings.logits = {3, 2, 1, /**/ 0, 0, 1, /**/ 0, 0, 0, /**/ 1, 0, 0};
  const HeardCovers heard{covers, readings, {.genres = 3, .sources = 0}};
  CHECK(genre_recognised(heard, {0, 1, 2, 3})->successes == 2);
  CHECK(decade_recognised(heard, {0}).why() == "it was not trained on decades");
}

TEST_CASE("where no cover has a label there is a gap") {
  const CoverSet covers = four_covers();
  net::Readings readings;
  readings.logits.resize(4 * 5);
  const HeardCovers heard{covers, readings, {.genres = 3, .decades = 2, .sources = 0}};
  CHECK(genre_recognised(heard, {2}).why() == "no cover has a known genre");
  CHECK(decade_recognised(heard, {2}).why() == "no cover has a known decade");
  CHECK_FALSE(genre_recognised(heard, {}));
}

TEST_CASE("a reduced cover has the means of its places, and root mean square distances") {
  constexpr int kSize = 40;  // places of two and of three pixels
  std::vector<std::uint8_t> black(kSize * kSize * 3, 0), marked = black;
  for (int y = 0; y < 2; ++y) {
    for (int x = 0; x < 2; ++x) marked[std::size_t((y * kSize + x) * 3 + 1)] = 255;
  }
  const std::vector<float> a = reduced(black, kSize), b = reduced(marked, kSize);
  REQUIRE(a.size() == 16 * 16 * 3);
  const double root = std::sqrt(16 * 16 * 3.0);
  CHECK(!(std::abs(a[1] * root + 1) > 1e-6));
  CHECK(!(std::abs(b[1] * root - 1) > 1e-6));
  CHECK(std::vector<float>(a.begin() + 2, a.end()) == std::vector<float>(b.begin() + 2, b.end()));

  const std::vector<float> white =
      reduced(std::vector<std::uint8_t>(kSize * kSize * 3, 255), kSize);
  double square = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    square += (double(white[i]) - double(a[i])) * (double(white[i]) - double(a[i]));
  }
  CHECK(!(std::abs(std::sqrt(square) - 2) > 1e-5));  // from -1 to 1 in every pixel
  CHECK(reduced(std::vector<std::uint8_t>(8 * 8 * 3, 7), 8).size() == 8 * 8 * 3);
}

TEST_CASE("a sample is spread over all there are") {
  CHECK(spread_evenly(10, 5) == std::vector<std::size_t>{0, 2, 4, 6, 8});
  CHECK(spread_evenly(3, 5) == std::vector<std::size_t>{0, 1, 2});
  CHECK(spread_evenly(0, 5).empty());
}

}  // namespace
}  // namespace sleeve::apps
