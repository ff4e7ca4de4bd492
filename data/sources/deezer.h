// Deezer's public API.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "data/sources/web_source.h"

namespace sleeve::data::sources {

/// The chart of a genre, then all albums of the genre's artists, but for those that Deezer puts
/// into another genre of its list; what it puts into a sub-genre is labelled by the genre that was
/// asked for. Compilations are left out. The chart gives no release dates: its albums are asked for
/// one by one. Errors come with status 200.
class Deezer final : public WebSource {
 public:
  using WebSource::WebSource;

  std::string start(const std::string& genre) const override;
  std::optional<http::Request> request(const std::string& cursor) const override;
  Page read(const std::string& cursor, const http::Response& response) const override;
  std::size_t most_albums(const std::string& cursor) const override;

 private:
  using Cursor = std::vector<std::string>;

  Page read_genres(const std::string& genre, const nlohmann::json& answer,
                   const http::Response& response) const;
  Page read_chart(const Cursor& at, const nlohmann::json& answer,
                  const http::Response& response) const;
  Page read_artists(const Cursor& at, const nlohmann::json& answer,
                    const http::Response& response) const;
  Page read_releases(const Cursor& at, const nlohmann::json& answer,
                     const http::Response& response) const;
  Page read_album(const nlohmann::json& answer) const;

  /// Throws BadAnswer: an error, other than that there is no such thing. Then: true.
  bool is_gone(const nlohmann::json& answer, const http::Response& response) const;
  std::optional<Album> album_of(const nlohmann::json& entry) const;
  /// The smallest that is large enough, else the largest; "" if there is none.
  std::string cover_of(const nlohmann::json& entry) const;
};

}  // namespace sleeve::data::sources
