// Plays MusicBrainz, the Cover Art Archive and the host that keeps its files.
#pragma once

#include "tests/servers/source_server.h"

namespace sleeve::tests {

/// Wants a User-Agent with a contact in parentheses, else 403. 1 request a second (if limited),
/// beyond: 503. Compilations, live albums and soundtracks are among the answers (`belongs` says
/// which), dates have every precision or are absent. Covers are answered by 307 to another port,
/// 404 if there is none.
class MusicBrainzServer final : public SourceServer {
 public:
  explicit MusicBrainzServer(const SourceServerOptions& options = {});

  const Server& api() const override { return api_; }
  const Server& covers() const override { return archive_; }
  /// To where the archive redirects.
  const Server& files() const { return files_; }
  std::string id(std::uint64_t number) const override;

 private:
  bool belongs(const PretendAlbum& album, std::size_t genre) const override;
  void answer(const httplib::Request& request, httplib::Response& response);
  void answer_search(const httplib::Request& request, httplib::Response& response) const;
  void answer_genres(const httplib::Request& request, httplib::Response& response) const;
  void answer_cover(const httplib::Request& request, httplib::Response& response) const;
  void answer_file(const httplib::Request& request, httplib::Response& response);

  ArrivalLimit limit_;
  Server api_, archive_, files_;
};

}  // namespace sleeve::tests
