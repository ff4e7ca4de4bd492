// The albums that the servers have: as many as one likes, the same for a seed, computed and not
// kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sleeve::tests {

/// What is wrong with an album's cover.
enum class Trouble {
  none,
  no_image,    ///< 404, or whatever the source does then
  truncated,   ///< half of the file, with a Content-Length to match
  web_page,    ///< HTML with status 200 and an image's content type
  wrong_type,  ///< a picture that is announced as text/html
  png,         ///< a PNG under a name and content type of JPEG
  duplicate,   ///< the bytes of album 0
  tiny,        ///< 1 pixel a side
};

struct CatalogueOptions {
  std::vector<std::string> genres = {"jazz", "metal", "pop", "rock"};
  std::size_t albums_per_genre = 200;
  std::uint64_t seed = 1;
  std::function<Trouble(std::uint64_t album)> trouble = {};  // empty: none has any
};

struct PretendAlbum {
  std::uint64_t number = 0;  // from 0, of all
  std::size_t genre = 0;     // its own; one in ten is in the next genre's list too
  int decade = 0;            // from the 1960s
  std::string title, artist;
  std::string date;  // YYYY, YYYY-MM, YYYY-MM-DD or none, by number
};

class Catalogue {
 public:
  explicit Catalogue(CatalogueOptions options) : options_(std::move(options)) {}

  const std::vector<std::string>& genres() const { return options_.genres; }
  /// genres().size() if there is none; letter case does not count.
  std::size_t genre_called(const std::string& name) const;

  std::size_t size() const { return options_.genres.size() * options_.albums_per_genre; }
  PretendAlbum album(std::uint64_t number) const;
  Trouble trouble(std::uint64_t number) const;
  std::uint64_t seed() const { return options_.seed; }

  /// A genre's list: its own albums, then those of the genre before it that are in both.
  std::size_t length(std::size_t genre) const;
  PretendAlbum listed(std::size_t genre, std::size_t index) const;

 private:
  CatalogueOptions options_;
};

/// Every kind of trouble in turn, for a share of the albums that is the same in every run.
std::function<Trouble(std::uint64_t)> mixed_trouble(double share, std::uint64_t seed = 1);

}  // namespace sleeve::tests
