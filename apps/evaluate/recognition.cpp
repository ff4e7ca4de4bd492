#include "apps/evaluate/recognition.h"

#include <algorithm>

namespace sleeve::apps {
namespace {

/// The largest of `classes` logits of a cover, from a column on.
std::size_t answer(const HeardCovers& heard, std::size_t cover, int column, int classes) {
  const auto row =
      heard.readings.logits.begin() + std::ptrdiff_t(cover) * heard.heads.columns() + column;
  return std::size_t(std::max_element(row, row + classes) - row);
}

Known<Proportion> known_if_any(const Proportion& proportion, const std::string& label) {
  if (proportion.count == 0) return Gap{"no cover has a known " + label};
  return proportion;
}

}  // namespace

Known<Proportion> genre_recognised(const HeardCovers& heard,
                                   const std::vector<std::size_t>& covers) {
  const std::size_t genres = heard.covers.genre_count;
  Proportion proportion;
  for (const std::size_t cover : covers) {
    const auto labels = heard.covers.genres.begin() + std::ptrdiff_t(cover * genres);
    if (std::none_of(labels, labels + std::ptrdiff_t(genres), [](auto set) { return set != 0; })) {
      continue;
    }
    ++proportion.count;
    const std::size_t said = answer(heard, cover, heard.heads.sources, heard.heads.genres);
    if (heard.covers.has_genre(cover, said)) ++proportion.successes;
  }
  return known_if_any(proportion, "genre");
}

Known<Proportion> decade_recognised(const HeardCovers& heard,
                                    const std::vector<std::size_t>& covers) {
  if (heard.heads.decades == 0) return Gap{"it was not trained on decades"};
  Proportion proportion;
  for (const std::size_t cover : covers) {
    const std::int16_t decade = heard.covers.decades[cover];
    if (decade < 0) continue;
    ++proportion.count;
    const int column = heard.heads.sources + heard.heads.genres;
    if (answer(heard, cover, column, heard.heads.decades) == std::size_t(decade)) {
      ++proportion.successes;
    }
  }
  return known_if_any(proportion, "decade");
}

}  // namespace sleeve::apps
