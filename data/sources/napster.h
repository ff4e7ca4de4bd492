// Napster's API 2.2.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "data/sources/web_source.h"

namespace sleeve::data::sources {

/// A genre is looked up by id, shortcut or name. Its albums are the top albums of all time, of the
/// year, month, week and day; lists of sub-genres are among them, so an album is labelled by the
/// genre that was asked for. Release date: `originallyReleased` if known, else `released`.
class Napster final : public WebSource {
 public:
  using WebSource::WebSource;

  std::string start(const std::string& genre) const override;
  std::optional<http::Request> request(const std::string& cursor) const override;
  Page read(const std::string& cursor, const http::Response& response) const override;
  std::size_t most_albums(const std::string& cursor) const override;

 private:
  Page read_genre(const std::string& genre, const http::Response& response) const;
  Page read_genres(const std::string& genre, const http::Response& response) const;
  Page read_albums(const std::string& genre_id, const std::string& range, std::size_t offset,
                   const http::Response& response) const;
  std::optional<Album> album_of(const nlohmann::json& entry) const;
};

}  // namespace sleeve::data::sources
