// Covers on their way: a bounded number at a time, and a bounded share of it for each host.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "data/fetching/cover_folder.h"
#include "data/fetching/cover_result.h"
#include "data/fetching/journal.h"
#include "data/fetching/keeper.h"
#include "data/http/client.h"
#include "data/sources/source.h"

namespace sleeve::data::fetching {

class Downloads {
 public:
  /// At most `per_host` requests to a host at a time, those included that wait for their turn.
  /// All must outlive this object.
  Downloads(const sources::Source& source, http::Client& client, CoverFolder& folder,
            std::size_t per_host);

  bool has_room() const;
  /// Whether its host has its share of the room already.
  bool is_crowded(const ListedAlbum& album) const;
  /// Whether its host wants to be left alone for long, and there may be others to go on with. A
  /// host that is only redirected to is not known here.
  bool is_held(const ListedAlbum& album) const;
  /// Takes its cover over if the folder has it, or asks for it, or puts it off unasked if nothing
  /// can be had from its host. Every start has one result.
  void start(const ListedAlbum& album);

  bool has_results() const { return !done_.empty(); }
  /// Results since the last call. Files of covers kept are safe.
  std::vector<CoverResult> take();
  /// Waits for what has been received to be safe; what has not is forgotten with this object.
  void finish() { keeper_.finish(); }
  /// Throws engine::WriteError if the disk has failed.
  void check_disk() const { keeper_.check(); }

  /// Covers that were there already.
  std::size_t taken_over() const { return taken_over_; }

 private:
  struct Host {
    std::size_t requests = 0;
    std::size_t failures_in_a_row = 0;  // since its last answer about a cover
    std::string reason;                 // of the last of them
  };
  /// Throws std::runtime_error when too many in a row could not be had from a host of the source's
  /// own: it has no other.
  void receive(const ListedAlbum& album, const std::string& host, http::Outcome outcome);
  void forget_if_idle(const std::string& host);
  void note_failure(const ListedAlbum& album, const std::string& host, const std::string& reason);

  const sources::Source& source_;
  http::Client& client_;
  CoverFolder& folder_;
  const std::size_t per_host_;
  Keeper keeper_;
  std::vector<CoverResult> done_;  // without the keeper's
  std::size_t requests_ = 0;
  std::map<std::string, Host> hosts_;  // by authority: those with requests or failures
  std::size_t taken_over_ = 0;
};

}  // namespace sleeve::data::fetching
