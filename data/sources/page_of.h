// A list of albums, read.
#pragma once

#include <nlohmann/json.hpp>
#include <utility>

#include "data/sources/source.h"

namespace sleeve::data::sources {

/// What album_of(entry), an optional Album, makes of each entry; those of which it makes none are
/// passed over.
template <typename AlbumOf>
Page page_of(const nlohmann::json& entries, const AlbumOf& album_of) {
  Page page;
  for (const nlohmann::json& entry : entries) {
    if (auto album = album_of(entry)) {
      page.albums.push_back(std::move(*album));
    } else {
      ++page.passed_over;
    }
  }
  return page;
}

}  // namespace sleeve::data::sources
