// Which covers a batch shows: pure functions of seed, step and position in the batch, for kernels
// that gather batches and for a host that stages them.
#pragma once

#include <cstdint>

#include "kernels/backend.h"
#include "kernels/philox.h"
#include "kernels/portable.h"
#include "kernels/shuffle.h"
#include "kernels/streams.h"

namespace sleeve::kernels {

/// Cover i when covers are drawn as they come.
SLEEVE_HOST_DEVICE inline std::int32_t row_of_epoch(const StepState& state, const CoverTable& table,
                                                    int batch, int i) {
  const std::uint64_t rows = std::uint64_t(table.row_count);
  const std::uint64_t position = state.step * std::uint64_t(batch) + std::uint64_t(i);
  return table.rows[shuffled(state.schedule.seed, stream_number(Stream::kEpochShuffle),
                             position / rows, rows, position % rows)];
}

/// Cover i when genres are drawn evenly, among those that have rows.
SLEEVE_HOST_DEVICE inline std::int32_t row_of_genre(const StepState& state, const CoverTable& table,
                                                    int i) {
  const auto size_of = [&](int genre) {
    return table.genre_begin[genre + 1] - table.genre_begin[genre];
  };
  std::uint32_t drawable = 0;
  for (int genre = 0; genre < table.genre_count; ++genre) drawable += size_of(genre) > 0 ? 1 : 0;
  const Philox random(state.schedule.seed, stream_number(Stream::kBalancedDraws), state.step);
  const std::uint64_t element = 2 * std::uint64_t(i);
  std::uint32_t skip = random.below(element, drawable);
  int genre = 0;
  while (size_of(genre) == 0 || skip-- > 0) ++genre;
  return table.genre_rows[table.genre_begin[genre] +
                          random.below(element + 1, std::uint32_t(size_of(genre)))];
}

/// The row of the data set that cover i of the batch of state.step shows; of a table that is not
/// staged.
SLEEVE_HOST_DEVICE inline std::int32_t row_of_cover(const StepState& state, const CoverTable& table,
                                                    int batch, int i) {
  return table.genre_rows != nullptr ? row_of_genre(state, table, i)
                                     : row_of_epoch(state, table, batch, i);
}

/// A cover in the arrays of a table, and its row in the data set.
struct CoverPlace {
  std::int64_t place = 0;
  std::int32_t row = 0;
};

/// Cover i of the batch of state.step, in any table.
SLEEVE_HOST_DEVICE inline CoverPlace place_of_cover(const StepState& state, const CoverTable& table,
                                                    int batch, int i) {
  if (table.staged_rows != nullptr) {
    const std::int64_t place = std::int64_t(state.step & 1) * batch + i;
    return {place, table.staged_rows[place]};
  }
  const std::int32_t row = row_of_cover(state, table, batch, i);
  return {row, row};
}

}  // namespace sleeve::kernels
