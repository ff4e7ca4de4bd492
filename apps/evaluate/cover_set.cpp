#include "apps/evaluate/cover_set.h"

#include <algorithm>

#include "kernels/shuffle.h"
#include "kernels/streams.h"

namespace sleeve::apps {

std::vector<std::int64_t> rows_of(const data::DataSet& covers, data::Split split) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < covers.count(); ++row) {
    if (covers.splits()[std::size_t(row)] == split) rows.push_back(row);
  }
  return rows;
}

std::vector<std::int64_t> choose_rows(const std::vector<std::int64_t>& rows, std::size_t count,
                                      std::uint64_t seed, std::uint64_t draw) {
  if (rows.size() <= count) return rows;
  std::vector<std::int64_t> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    chosen.push_back(rows[kernels::shuffled(seed, stream_number(kernels::Stream::kComparedCovers),
                                            draw, rows.size(), i)]);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

CoverSet covers_of(const data::DataSet& data_set, const std::vector<std::int64_t>& rows) {
  CoverSet covers(data_set.size(), data_set.genre_names().size());
  for (const std::int64_t row : rows) {
    const std::span<const std::uint8_t> image = data_set.image(row);
    covers.images.insert(covers.images.end(), image.begin(), image.end());
    for (std::size_t genre = 0; genre < covers.genre_count; ++genre) {
      const bool has = data_set.has_genre(row, int(genre));
      covers.genres.push_back(has ? 1 : 0);
      if (has) covers.of_genre[genre].push_back(covers.count());
    }
    covers.decades.push_back(data_set.decades()[std::size_t(row)]);
  }
  return covers;
}

CoverSet choose_held_out(const data::DataSet& data_set, std::size_t count, std::uint64_t seed) {
  const std::vector<std::int64_t> held_out = rows_of(data_set, data::kHeldOut);
  std::vector<std::int64_t> chosen;
  for (std::size_t genre = 0; genre < data_set.genre_names().size(); ++genre) {
    std::vector<std::int64_t> rows;
    std::copy_if(held_out.begin(), held_out.end(), std::back_inserter(rows),
                 [&](std::int64_t row) { return data_set.has_genre(row, int(genre)); });
    rows = choose_rows(rows, count, seed, genre);
    chosen.insert(chosen.end(), rows.begin(), rows.end());
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return covers_of(data_set, chosen);
}

}  // namespace sleeve::apps
