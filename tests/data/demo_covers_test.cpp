#include "data/demo/demo_covers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "data/data_set.h"
#include "data/errors.h"
#include "data/resize.h"
#include "tests/data/files.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

constexpr int kKinds = 6;  // of genres, and of decades

data::PrepareOptions options_of(int size, int threads) {
  data::PrepareOptions options;
  options.size = size;
  options.threads = threads;
  return options;
}

TEST_CASE("another seed, and another number, is another cover") {
  const data::Image cover = data::draw_demo_cover(0, 0, 1, 1, 32);
  CHECK(data::draw_demo_cover(0, 0, 1, 1, 32) == cover);
  CHECK(!(data::draw_demo_cover(0, 0, 2, 1, 32) == cover));
  CHECK(!(data::draw_demo_cover(0, 0, 1, 2, 32) == cover));
}

TEST_CASE("the same seed draws the same bytes, another seed others") {
  const TemporaryFolder folder;
  const auto made = [&](std::uint64_t seed, int threads) {
    data::prepare_demo_covers({.count = 150, .seed = seed}, options_of(32, threads),
                              folder.path() / "out");
    return read_file(folder.path() / "out");
  };
  const Bytes first = made(1, 1);
  CHECK(made(1, 3) == first);
  CHECK(made(2, 1) != first);
}

TEST_CASE("genres and decades are even, and each pair of them as frequent") {
  const TemporaryFolder folder;
  const data::PrepareReport report = data::prepare_demo_covers(
      {.count = 720, .seed = 3}, options_of(16, 2), folder.path() / "out");
  CHECK(report.covers.total() == 720);
  CHECK(report.covers.held_out > 30);
  CHECK(report.covers.held_out < 120);
  const data::DataSet covers(folder.path() / "out");
  REQUIRE(covers.genre_names().size() == kKinds);
  REQUIRE(covers.decade_names().size() == kKinds);
  CHECK(std::is_sorted(covers.genre_names().begin(), covers.genre_names().end()));
  std::map<std::pair<int, int>, int> pairs;
  for (std::int64_t row = 0; row < covers.count(); ++row) {
    for (int genre = 0; genre < kKinds; ++genre) {
      if (covers.has_genre(row, genre)) ++pairs[{genre, covers.decades()[std::size_t(row)]}];
    }
  }
  CHECK(pairs.size() == kKinds * kKinds);
  for (const auto& [pair, count] : pairs) CHECK(count == 720 / (kKinds * kKinds));
}

TEST_CASE("a cover is the same picture at any size") {
  for (int genre = 0; genre < kKinds; ++genre) {
    const data::Image large = data::draw_demo_cover(genre, 2, 1, 9, 64);
    const data::Image small = data::draw_demo_cover(genre, 2, 1, 9, 32);
    const data::Image reduced = data::centre_square(large, 32);
    double error = 0;
    for (std::size_t i = 0; i < small.pixels.size(); ++i) {
      error += std::abs(double(small.pixels[i]) - reduced.pixels[i]);
    }
    // They differ in how finely edges were sampled only.
    CHECK(error / double(small.pixels.size()) <= 3);
  }
}

TEST_CASE("edges are smooth: there are many more colours than were drawn with") {
  const data::Image cover = data::draw_demo_cover(5, 0, 1, 1, 32);
  std::map<std::array<int, 3>, int> colours;
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) {
      const std::uint8_t* rgb = cover.at(x, y);
      ++colours[{rgb[0], rgb[1], rgb[2]}];
    }
  }
  CHECK(colours.size() > 100);
}

/// Mean distance of the covers of a kind from one another, to see that they vary.
double mean_distance(const std::vector<data::Image>& covers) {
  double sum = 0;
  int pairs = 0;
  for (std::size_t i = 0; i < covers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j, ++pairs) {
      double squares = 0;
      for (std::size_t k = 0; k < covers[i].pixels.size(); ++k) {
        const double difference = double(covers[i].pixels[k]) - covers[j].pixels[k];
        squares += difference * difference;
      }
      sum += std::sqrt(squares / double(covers[i].pixels.size()));
    }
  }
  return sum / pairs;
}

TEST_CASE("covers of one genre and decade vary") {
  for (int genre = 0; genre < kKinds; ++genre) {
    std::vector<data::Image> covers;
    for (std::uint64_t i = 0; i < 12; ++i)
      covers.push_back(data::draw_demo_cover(genre, 3, 5, i, 32));
    CHECK(mean_distance(covers) >= 15);
  }
}

TEST_CASE("the mean colour tells the decade") {
  const auto mean_colour = [](int decade, std::uint64_t cover) {
    const data::Image image =
        data::draw_demo_cover(static_cast<int>(cover % kKinds), decade, 7, cover, 16);
    std::array<double, 3> mean{};
    for (std::size_t i = 0; i < image.pixels.size(); ++i) mean[i % 3] += image.pixels[i] / 256.0;
    return mean;
  };
  constexpr std::uint64_t kCovers = 60;
  std::array<std::array<double, 3>, kKinds> centres{};
  for (int decade = 0; decade < kKinds; ++decade) {
    for (std::uint64_t i = 0; i < kCovers; ++i) {
      for (std::size_t c = 0; c < 3; ++c) centres[decade][c] += mean_colour(decade, i)[c] / kCovers;
    }
  }
  int right = 0;
  for (int decade = 0; decade < kKinds; ++decade) {
    for (std::uint64_t i = kCovers; i < 2 * kCovers; ++i) {
      const std::array<double, 3> colour = mean_colour(decade, i);
      int nearest = -1;
      double least = std::numeric_limits<double>::infinity();
      for (int other = 0; other < kKinds; ++other) {
        double distance = 0;
        for (std::size_t c = 0; c < 3; ++c) {
          distance += (colour[c] - centres[other][c]) * (colour[c] - centres[other][c]);
        }
        if (distance < least) least = distance, nearest = other;
      }
      right += nearest == decade;
    }
  }
  CHECK(right >= 0.95 * kKinds * kCovers);
}

/// The strength of edges, which is what a motif is, whatever its colours: at [y][x] of 16x16.
std::vector<double> edges(const data::Image& cover) {
  std::vector<double> result;
  double sum = 0;
  for (int y = 0; y < 30; y += 2) {
    for (int x = 0; x < 30; x += 2) {
      double strength = 0;
      for (int c = 0; c < 3; ++c) {
        strength += std::abs(cover.at(x, y)[c] - cover.at(x + 2, y)[c]);
        strength += std::abs(cover.at(x, y)[c] - cover.at(x, y + 2)[c]);
      }
      result.push_back(strength);
      sum += strength;
    }
  }
  for (double& strength : result) strength /= sum;
  return result;
}

TEST_CASE("the motif tells the genre, even to the nearest of few examples") {
  std::vector<std::pair<std::vector<double>, int>> known;
  for (std::uint64_t i = 0; i < 1200; ++i) {
    const int genre = static_cast<int>(i % kKinds);
    known.emplace_back(edges(data::draw_demo_cover(genre, static_cast<int>(i / 6 % 6), 11, i, 32)),
                       genre);
  }
  int right = 0;
  constexpr std::uint64_t kAsked = 240;
  for (std::uint64_t i = 0; i < kAsked; ++i) {
    const int genre = static_cast<int>(i % kKinds);
    const std::vector<double> asked =
        edges(data::draw_demo_cover(genre, static_cast<int>(i / 6 % 6), 12, i, 32));
    int nearest = -1;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [example, label] : known) {
      double distance = 0;
      for (std::size_t k = 0; k < asked.size(); ++k) distance += std::abs(asked[k] - example[k]);
      if (distance < least) least = distance, nearest = label;
    }
    right += nearest == genre;
  }
  CHECK(right >= 0.9 * kAsked);
}

TEST_CASE("demo covers that cannot be drawn") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(data::prepare_demo_covers({.count = 0}, options_of(32, 1), folder.path() / "out"),
                  data::InputError);
  CHECK_THROWS_AS(data::prepare_demo_covers({}, options_of(8, 1), folder.path() / "out"),
                  data::InputError);
}

}  // namespace
}  // namespace sleeve::tests
