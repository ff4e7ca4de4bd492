// The listing of one genre: asks for its pages only as far as its albums are needed, several at a
// time, and keeps them in their order.
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

  /// Has this many albums at hand (but never more than 200), or asks for pages that may list them:
  /// none before it may be needed, and at most 8 at a time. Throws sources::UnknownGenre and
  /// RefusedKey, here or out of the client's poll.
  void look_ahead(std::int64_t wanted);
  /// The next album at hand, in the order of the listing, but for those that another genre had
  /// meanwhile; none: there is none.
  const ListedAlbum* next();
  /// The next album is done with here.
  void pop() { at_hand_.pop_front(); }
  /// The next album is left for a second round, which begins when all others have had their turn.
  /// False in that round: it has to be taken now.
  bool leave_for_later();

  /// The first in its queue whose cover has been neither fetched nor refused.
  std::optional<std::int64_t> first_open() const;

  /// There is nothing at hand and nothing to come, as far as look_ahead has seen.
  bool exhausted() const {
    return at_hand_.empty() && asked_.empty() && at_end_ && !left_for_later_;
  }
  /// Why pages are missing: a server that cannot be reached, an answer that makes no sense. Empty:
  /// none is missing.
  const std::string& trouble() const { return trouble_; }

 private:
  struct AskedPage {
    PendingPage page;
    std::size_t most_albums = 0;
    std::vector<http::Header> secrets = {};  // what it was asked for with: answers may repeat them
    std::optional<http::Outcome> outcome = {};
  };
  void begin_second_round(std::size_t count);
  void load(std::size_t count);
  std::size_t promised() const;
  bool ask_next_page();
  void receive(std::int64_t page, http::Outcome outcome);
  void record_answered();
  void record(const AskedPage& asked);

  const std::string genre_;
  const sources::Source& source_;
  Journal& journal_;
  http::Client& client_;
  const std::int64_t number_;  // of the genre in the journal

  std::deque<ListedAlbum> at_hand_;
  std::int64_t last_album_ = 0;  // its place in the journal's queue
  std::int64_t last_page_ = 0;
  std::deque<AskedPage> asked_;  // in the order of the listing
  bool unanswered_ = false;      // a page was not had: no more are asked for
  bool at_end_ = false;          // all albums that the journal has are loaded, and no page is left
  bool left_for_later_ = false;  // some albums are
  bool is_second_round_ = false;
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
