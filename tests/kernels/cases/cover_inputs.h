// A small data set for the cases and tests of gather.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/backend.h"

namespace sleeve::kernels::cases {

struct Covers {
  int size = 0, genre_count = 0, decade_count = 0;
  std::vector<std::uint8_t> images = {}, genres = {};
  std::vector<std::int16_t> decades = {};
  std::vector<std::int32_t> rows = {};        // those to draw from
  std::vector<std::int32_t> genre_rows = {};  // by genre
  std::vector<std::int64_t> genre_begin = {};
  std::vector<std::int32_t> staged_rows = {};  // empty: all covers are here
};

/// `count` covers of random bytes. Every third is held out, so not in `rows`; genres come alone, in
/// pairs or not at all, and nothing is of genre 1; some decades are unknown.
Covers make_covers(int count, int size, int genre_count, int decade_count);

/// The covers of `rows` alone, in this order: what a staged table holds.
Covers staged_covers(const Covers& covers, const std::vector<std::int32_t>& rows);

/// The table over arrays that `place` has put where a backend reads them.
template <typename Place>
CoverTable table_of(const Covers& covers, bool balanced, Place place) {
  CoverTable table;
  table.images = place("images", covers.images);
  table.genres = place("genres", covers.genres);
  table.decades = place("decades", covers.decades);
  table.size = covers.size;
  table.genre_count = covers.genre_count;
  table.decade_count = covers.decade_count;
  if (!covers.staged_rows.empty()) {
    table.staged_rows = place("staged_rows", covers.staged_rows);
    return table;
  }
  table.rows = place("rows", covers.rows);
  table.row_count = std::int64_t(covers.rows.size());
  if (balanced) {
    table.genre_rows = place("genre_rows", covers.genre_rows);
    table.genre_begin = place("genre_begin", covers.genre_begin);
  }
  return table;
}

}  // namespace sleeve::kernels::cases
