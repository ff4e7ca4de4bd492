// What the servers of covers answer.
#pragma once

#include <httplib.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "tests/servers/catalogue.h"

namespace sleeve::tests {

struct CoverOptions {
  int side = 96;          ///< pixels
  std::size_t bytes = 0;  ///< a JPEG is filled up to that many, if it has fewer
  int pictures = 12;      ///< different ones a genre; further albums repeat them in other bytes
};

/// Drawn by data/demo: a genre's motif in the palette of a decade. Safe to call from any thread.
class CoverImages {
 public:
  CoverImages(const Catalogue& catalogue, CoverOptions options)
      : catalogue_(catalogue), options_(options) {}

  /// The file of an album without any trouble: no two albums have the same bytes.
  std::string jpeg(std::uint64_t number);

  /// Answers with an album's cover, or with the trouble it is in.
  void answer(std::uint64_t number, httplib::Response& response);

 private:
  using Picture = std::shared_ptr<const std::string>;  // JPEG
  Picture picture(std::uint64_t number);

  const Catalogue& catalogue_;
  CoverOptions options_;
  std::mutex mutex_;
  std::map<std::pair<std::size_t, int>, Picture> pictures_;  // by genre and picture
};

}  // namespace sleeve::tests
