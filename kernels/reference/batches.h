// Drawing a batch of covers and gathering it from the data set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cover_rows.h"

namespace sleeve::kernels::reference {

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
    const auto [place, row] = place_of_cover(state, table, batch.batch, i);
    batch.rows[i] = row;
    copy_image(table.images + place * image_size, table.size,
               flip && flips.below(std::uint64_t(i), 2) == 1, batch.images + i * image_size);
    copy_genres(table.genres + std::size_t(place) * table.genre_count, table.genre_count,
                batch.genres + std::size_t(i) * table.genre_count);
    for (int d = 0; d < table.decade_count; ++d) {
      batch.decades[std::size_t(i) * table.decade_count + d] =
          table.decades[place] == d ? 1.0F : 0.0F;
    }
  }
}

}  // namespace sleeve::kernels::reference
