#include "tests/kernels/cases/cover_inputs.h"

#include "kernels/philox.h"

namespace sleeve::kernels::cases {

Covers make_covers(int count, int size, int genre_count, int decade_count) {
  const Philox random(11, 0, 0);
  Covers covers{.size = size, .genre_count = genre_count, .decade_count = decade_count};
  covers.images.resize(std::size_t(count) * std::size_t(size) * std::size_t(size) * 3);
  for (std::size_t i = 0; i < covers.images.size(); ++i) {
    covers.images[i] = static_cast<std::uint8_t>(random.below(i, 256));
  }
  covers.genres.resize(std::size_t(count) * std::size_t(genre_count), 0);
  for (int row = 0; row < count; ++row) {
    std::uint8_t* genres = covers.genres.data() + std::size_t(row) * std::size_t(genre_count);
    for (int g = 0; g < genre_count; ++g) {
      if (g != 1 && (row % genre_count == g || (row % 3 == 0 && g == 0)) && row % 7 != 6) {
        genres[g] = 1;
      }
    }
    covers.decades.push_back(static_cast<std::int16_t>(row % (decade_count + 1) - 1));
    if (row % 3 != 2) covers.rows.push_back(row);
  }
  covers.genre_begin.push_back(0);
  for (int g = 0; g < genre_count; ++g) {
    for (const std::int32_t row : covers.rows) {
      if (covers.genres[std::size_t(row) * std::size_t(genre_count) + std::size_t(g)] != 0) {
        covers.genre_rows.push_back(row);
      }
    }
    covers.genre_begin.push_back(std::int64_t(covers.genre_rows.size()));
  }
  return covers;
}

Covers staged_covers(const Covers& covers, const std::vector<std::int32_t>& rows) {
  Covers staged{
      .size = covers.size, .genre_count = covers.genre_count, .decade_count = covers.decade_count};
  const auto append = [](auto& to, const auto& from, std::int32_t row, std::size_t row_size) {
    const auto begin = from.begin() + std::ptrdiff_t(row) * std::ptrdiff_t(row_size);
    to.insert(to.end(), begin, begin + std::ptrdiff_t(row_size));
  };
  for (const std::int32_t row : rows) {
    append(staged.images, covers.images, row, std::size_t(covers.size * covers.size * 3));
    append(staged.genres, covers.genres, row, std::size_t(covers.genre_count));
    append(staged.decades, covers.decades, row, 1);
  }
  staged.staged_rows = rows;
  return staged;
}

}  // namespace sleeve::kernels::cases
