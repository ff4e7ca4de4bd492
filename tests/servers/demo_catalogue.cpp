#include "tests/servers/demo_catalogue.h"

#include "data/demo/motifs.h"

namespace sleeve::tests {

CatalogueOptions demo_catalogue(std::size_t albums_per_genre, std::uint64_t seed) {
  CatalogueOptions options;
  options.genres.assign(data::kDemoGenres.begin(), data::kDemoGenres.end());
  options.albums_per_genre = albums_per_genre;
  options.seed = seed;
  options.trouble = [](std::uint64_t number) {
    switch (number % 40) {
      case 7:
        return Trouble::no_image;
      case 27:
        return Trouble::truncated;
      default:
        return Trouble::none;
    }
  };
  return options;
}

}  // namespace sleeve::tests
