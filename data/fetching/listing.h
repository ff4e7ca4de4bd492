// The listing of one genre: asks for its pages only as far as its albums are needed.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "data/fetching/journal.h"
#include "data/http/client.h"
#include "data/sources/source.h"

namespace sleeve::data::fetching {

class Listing {
 public:
  /// All must outlive this object, which stays where it is.
  Listing(const std::string& genre, const sources::Source& source, Journal& journal,
          http::Client& client);
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;

  const std::string& genre() const { return genre_; }
  /// How many different covers the genre has in the journal.
  std::int64_t covers() const { return journal_.covers(number_); }

  /// Has this many albums at hand (but never more than 200), or asks for another page; never for
  /// two at a time. Throws sources::UnknownGenre and RefusedKey, here or out of the client's poll.
  void look_ahead(std::int64_t wanted);
  /// The next album at hand, in the order of the listing, unless another genre had it meanwhile.
  std::optional<ListedAlbum> take();

  /// The first in its queue whose cover has been neither fetched nor refused.
  std::optional<std::int64_t> first_open() const;

  /// There is nothing at hand and nothing to come, as far as look_ahead has seen.
  bool exhausted() const { return at_hand_.empty() && !asked_ && at_end_; }
  /// Why pages are missing: a server that cannot be reached, an answer that makes no sense. Empty:
  /// none is missing.
  const std::string& trouble() const { return trouble_; }

 private:
  void load(std::size_t count);
  bool ask_next_page();
  void receive(const PendingPage& page, const http::Outcome& outcome);
  void read(const PendingPage& page, const http::Response& response);

  const std::string genre_;
  const sources::Source& source_;
  Journal& journal_;
  http::Client& client_;
  const std::int64_t number_;  // of the genre in the journal

  std::deque<ListedAlbum> at_hand_;
  std::int64_t last_album_ = 0;  // its place in the journal's queue
  std::int64_t last_page_ = 0;
  bool asked_ = false;                 // a page is on its way
  std::vector<http::Header> secrets_;  // what it was asked for with: its answer may repeat them
  bool at_end_ = false;                // there is no page to ask for, or nobody answers
  std::string trouble_;
};

/// How far a genre is.
struct GenreStatus {
  std::string name;
  std::int64_t covers = 0;  // different ones by content, those of earlier runs included
  bool exhausted = false;   // nothing more comes
  std::string trouble;      // why pages are missing, or empty
  std::string put_off;      // why a listed cover could not be had for now, or empty
};

/// Of these genres, each at its place.
std::deque<Listing> make_listings(const std::vector<std::string>& genres,
                                  const sources::Source& source, Journal& journal,
                                  http::Client& client);
std::vector<GenreStatus> statuses(const std::deque<Listing>& listings);

}  // namespace sleeve::data::fetching
