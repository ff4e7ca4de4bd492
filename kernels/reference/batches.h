// Drawing a batch of covers and gathering it from the data set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/backend.h"
#include "kernels/philox.h"
#include "kernels/shuffle.h"
#include "kernels/streams.h"

namespace sleeve::kernels::reference {

/// The row of the table that cover i of a batch shows when covers are drawn as they come.
inline std::int32_t row_of_epoch(const StepState& state, const CoverTable& table, int batch,
                                 int i) {
  const std::uint64_t rows = std::uint64_t(table.row_count);
  const std::uint64_t position = state.step * std::uint64_t(batch) + std::uint64_t(i);
  return table.rows[shuffled(state.schedule.seed, stream_number(Stream::kEpochShuffle),
                             position / rows, rows, position % rows)];
}

/// The same when genres are drawn evenly.
inline std::int32_t row_of_genre(const StepState& state, const CoverTable& table, int i) {
  std::vector<int> genres;
  for (int g = 0; g < table.genre_count; ++g) {
    if (table.genre_begin[g] < table.genre_begin[g + 1]) genres.push_back(g);
  }
  const Philox random(state.schedule.seed, stream_number(Stream::kBalancedDraws), state.step);
  const std::uint64_t element = 2 * std::uint64_t(i);
  const int genre = genres[random.below(element, std::uint32_t(genres.size()))];
  const std::int64_t begin = table.genre_begin[genre];
  const std::int64_t count = table.genre_begin[genre + 1] - begin;
  return table.genre_rows[begin + random.below(element + 1, std::uint32_t(count))];
}

inline void copy_image(const std::uint8_t* image, int size, bool mirrored, float* out) {
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const int from_x = mirrored ? size - 1 - x : x;
      for (int c = 0; c < 3; ++c) {
        out[(y * size + x) * 3 + c] =
            static_cast<float>(double(image[(y * size + from_x) * 3 + c]) / 127.5 - 1);
      }
    }
  }
}

inline void copy_genres(const std::uint8_t* genres, int genre_count, float* out) {
  int set = 0;
  for (int g = 0; g < genre_count; ++g) set += genres[g];
  for (int g = 0; g < genre_count; ++g) out[g] = genres[g] ? 1.0F / static_cast<float>(set) : 0.0F;
}

inline void gather(const StepState& state, const CoverTable& table, bool flip,
                   const CoverBatch& batch) {
  const Philox flips(state.schedule.seed, stream_number(Stream::kFlips), state.step);
  const std::size_t image_size = std::size_t(table.size) * std::size_t(table.size) * 3;
  for (int i = 0; i < batch.batch; ++i) {
    const std::int32_t row = table.genre_rows ? row_of_genre(state, table, i)
                                              : row_of_epoch(state, table, batch.batch, i);
    batch.rows[i] = row;
    copy_image(table.images + row * image_size, table.size,
               flip && flips.below(std::uint64_t(i), 2) == 1, batch.images + i * image_size);
    copy_genres(table.genres + std::size_t(row) * table.genre_count, table.genre_count,
                batch.genres + std::size_t(i) * table.genre_count);
    for (int d = 0; d < table.decade_count; ++d) {
      batch.decades[std::size_t(i) * table.decade_count + d] =
          table.decades[row] == d ? 1.0F : 0.0F;
    }
  }
}

}  // namespace sleeve::kernels::reference
