// Plays Deezer's public API and its image server.
#pragma once

#include "tests/servers/source_server.h"

namespace sleeve::tests {

/// Errors have status 200; so has what comes beyond 50 requests in 5 seconds (if limited). The
/// chart of a genre has its first albums, without dates; the others are found by the genre's
/// artists, ten albums each. Some are compilations or of another genre (`belongs` says which), some
/// of a sub-genre. An album without an image has addresses that lack its hash.
class DeezerServer final : public SourceServer {
 public:
  explicit DeezerServer(const SourceServerOptions& options = {});

  const Server& api() const override { return api_; }
  const Server& covers() const override { return covers_; }
  std::string id(std::uint64_t number) const override;

 private:
  bool belongs(const PretendAlbum& album, std::size_t genre) const override;
  std::size_t in_chart(std::size_t genre) const;
  nlohmann::json answer(const httplib::Request& request);
  nlohmann::json entry(const PretendAlbum& album, std::size_t genre, bool in_chart) const;
  nlohmann::json album(std::uint64_t number) const;
  nlohmann::json chart(std::size_t genre, const httplib::Request& request) const;
  nlohmann::json artists(std::size_t genre, const httplib::Request& request) const;
  nlohmann::json releases(std::uint64_t artist, const httplib::Request& request) const;
  void answer_cover(const httplib::Request& request, httplib::Response& response);

  ArrivalLimit limit_;
  Server covers_, api_;
};

}  // namespace sleeve::tests
