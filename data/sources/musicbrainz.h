// MusicBrainz (web service 2) and the Cover Art Archive.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "data/sources/web_source.h"

namespace sleeve::data::sources {

/// A genre is a tag of release groups whose primary type is Album; those that are also a
/// compilation, live or a soundtrack are left out. Which of them have a cover only asking the
/// archive for it shows (404: none). A tag that nothing has is looked up in the list of genres.
class MusicBrainz final : public WebSource {
 public:
  using WebSource::WebSource;

  std::string start(const std::string& genre) const override;
  std::optional<http::Request> request(const std::string& cursor) const override;
  Page read(const std::string& cursor, const http::Response& response) const override;
  std::size_t most_albums(const std::string& cursor) const override;

 private:
  Page read_albums(const std::string& genre, std::size_t offset,
                   const http::Response& response) const;
  Page read_genres(const std::string& genre, const http::Response& response) const;
  std::optional<Album> album_of(const nlohmann::json& entry) const;
};

}  // namespace sleeve::data::sources
