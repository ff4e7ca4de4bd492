// The covers that an evaluation compares, as bytes: what real covers are, and what generated ones
// become as image files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/data_set.h"

namespace sleeve::apps {

struct CoverSet {
  int size = 0;
  std::size_t genre_count = 0;
  std::vector<std::uint8_t> images;                // [n, size, size, 3]
  std::vector<std::uint8_t> genres;                // [n, genre_count] of 0 and 1
  std::vector<std::int16_t> decades;               // [n]; -1: unknown, or none
  std::vector<std::vector<std::size_t>> of_genre;  // those that stand for a genre

  CoverSet() = default;
  CoverSet(int side, std::size_t genre_names)
      : size(side), genre_count(genre_names), of_genre(genre_names) {}

  std::size_t count() const { return decades.size(); }
  std::size_t image_bytes() const { return std::size_t(size) * std::size_t(size) * 3; }
  std::span<const std::uint8_t> image(std::size_t cover) const {
    return std::span(images).subspan(cover * image_bytes(), image_bytes());
  }
  bool has_genre(std::size_t cover, std::size_t genre) const {
    return genres[cover * genre_count + genre] != 0;
  }
};

/// Rows of a split, in order.
std::vector<std::int64_t> rows_of(const data::DataSet& covers, data::Split split);

/// `count` of `rows` at random, in order; all of them if they are no more. `draw` tells draws of
/// one seed apart.
std::vector<std::int64_t> choose_rows(const std::vector<std::int64_t>& rows, std::size_t count,
                                      std::uint64_t seed, std::uint64_t draw);

/// Those rows of a data set, each for all its genres.
CoverSet covers_of(const data::DataSet& data_set, const std::vector<std::int64_t>& rows);

/// Held-out covers, up to `count` chosen for each genre; each of them stands for all its genres.
CoverSet choose_held_out(const data::DataSet& data_set, std::size_t count, std::uint64_t seed);

}  // namespace sleeve::apps
