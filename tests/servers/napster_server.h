// Plays Napster's API 2.2 and its image server.
#pragma once

#include "tests/servers/source_server.h"

namespace sleeve::tests {

/// Wants a key in the header `apikey`, else 401. 5 requests a second (if limited), beyond: 429.
/// Genres by id ("g.100"...) or shortcut; sub-genres in albums; every fifth album as in older
/// answers ("Alb.7", "explicit"); dates that are null; `totalCount` null for some ranges. The
/// shorter the range, the shorter the list; `life` has all.
class NapsterServer final : public SourceServer {
 public:
  explicit NapsterServer(const SourceServerOptions& options = {}, std::string key = "test-key");

  const Server& api() const override { return api_; }
  const Server& covers() const override { return covers_; }
  std::string id(std::uint64_t number) const override;

 private:
  bool belongs(const PretendAlbum&, std::size_t) const override { return true; }
  void answer(const httplib::Request& request, httplib::Response& response);
  void answer_genre(const std::string& name, httplib::Response& response) const;
  void answer_albums(std::size_t genre, const httplib::Request& request,
                     httplib::Response& response) const;
  void answer_cover(const httplib::Request& request, httplib::Response& response);

  std::string key_;
  ArrivalLimit limit_;
  Server api_, covers_;
};

}  // namespace sleeve::tests
