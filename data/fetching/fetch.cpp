#include "data/fetching/fetch.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "data/fetching/downloads.h"
#include "data/fetching/listing.h"

namespace sleeve::data::fetching {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{100};  // so soon a request to stop is seen
constexpr std::size_t kMaxLeftInARow = 1000;

/// The journal and the folder must agree on what there is. Returns how many covers somebody took
/// away.
std::size_t forget_lost_files(Journal& journal, CoverFolder& folder) {
  std::vector<std::string> lost;
  journal.for_each_file([&](const std::string& name) {
    if (!folder.claim(name)) lost.push_back(name);
  });
  for (const std::string& name : lost) journal.forget_file(name);
  return lost.size();
}

class Fetch {
 public:
  Fetch(const FetchOptions& options, const sources::Source& source, Journal& journal,
        CoverFolder& folder, const http::ClientOptions& client)
      : options_(options),
        journal_(journal),
        folder_(folder),
        client_(client),
        listings_(make_listings(options.genres, source, journal, client_)),
        downloads_(source, client_, folder,
                   2 * static_cast<std::size_t>(client.connections_per_host)) {
    status_.lost = forget_lost_files(journal, folder);
  }

  FetchStatus run() {
    try {
      while (!is_complete() && !options_.stop()) {
        for (Listing& genre : listings_) genre.look_ahead(lacking(genre));
        start_downloads();
        in_a_hurry_ |= downloads_.has_results();
        client_.poll(std::exchange(in_a_hurry_, false) ? milliseconds(0) : kPatience);
        record_results();
        downloads_.check_disk();
        report();
      }
    } catch (...) {
      keep_what_came();
      report();
      throw;
    }
    keep_what_came();
    downloads_.check_disk();
    status_.stopped = !is_complete();
    report();
    tell_what_is_put_off();
    return status_;
  }

 private:
  /// How many covers a genre needs beyond those that it has and that are on their way for it.
  std::int64_t lacking(const Listing& genre) const {
    return options_.per_genre - genre.covers() - on_their_way(genre);
  }

  std::int64_t on_their_way(const Listing& genre) const {
    return std::count_if(open_.begin(), open_.end(),
                         [&](const auto& album) { return album.second == &genre; });
  }

  bool is_complete() const {
    const auto has_ended = [&](const Listing& genre) {
      return genre.covers() >= options_.per_genre || genre.exhausted();
    };
    return open_.empty() && std::all_of(listings_.begin(), listings_.end(), has_ended);
  }

  /// In turns, so that no genre waits for another.
  void start_downloads() {
    for (bool started = true; started;) {
      started = false;
      for (Listing& genre : listings_) started |= start_one(genre);
    }
  }

  bool start_one(Listing& genre) {
    while (lacking(genre) > 0 && downloads_.has_room()) {
      const ListedAlbum* const album = genre.next();
      if (!album) return false;
      // It may be on its way for another genre, or have been put off in this run.
      if (put_off_.contains(album->id) || open_.contains(album->id)) {
        genre.pop();
        in_a_hurry_ = true;
        continue;
      }
      if (leave_for_later(*album, genre)) continue;
      if (downloads_.is_crowded(*album)) return false;
      open_.emplace(album->id, &genre);
      downloads_.start(*album);
      genre.pop();
      return true;
    }
    return false;
  }

  /// While its host is held. But who looks for others too long lists what nobody may need.
  bool leave_for_later(const ListedAlbum& album, Listing& genre) {
    std::size_t& left = left_in_a_row_[&genre];
    if (!downloads_.is_held(album)) {
      left = 0;
      return false;
    }
    if (left == kMaxLeftInARow || !genre.leave_for_later()) return false;
    ++left;
    in_a_hurry_ = true;
    return true;
  }

  void record_results() {
    const std::vector<CoverResult> results = downloads_.take();
    if (results.empty()) return;
    Journal::Results entries(journal_);
    for (const CoverResult& result : results) {
      record(result, entries);
      open_.erase(result.album);
    }
    entries.commit();
  }

  void record(const CoverResult& result, Journal::Results& entries) {
    switch (result.kind) {
      case CoverResult::Kind::kKept:
        if (entries.keep(result.album, result.file, result.retrieved)) {
          ++status_.fetched;
        } else {
          ++status_.same;
          folder_.remove(result.file.name);
        }
        break;
      case CoverResult::Kind::kRefused:
        ++status_.refused;
        entries.refuse(result.album, result.trouble, result.reason);
        break;
      case CoverResult::Kind::kPutOff:
        ++status_.put_off;
        status_.put_off_reason = result.reason;
        put_off_.emplace(result.album, result.reason);
        entries.put_off(result.album);
        break;
    }
  }

  void keep_what_came() {
    downloads_.finish();
    record_results();
  }

  void report() {
    status_.taken_over = downloads_.taken_over();
    status_.genres = statuses(listings_);
    status_.pause = client_.longest_pause();
    options_.progress(status_);
  }

  /// Of a listing that has ended, albums still open are those that could not be had.
  void tell_what_is_put_off() {
    for (std::size_t i = 0; i < listings_.size(); ++i) {
      const std::optional<std::int64_t> album = listings_[i].first_open();
      if (!album) continue;
      if (const auto found = put_off_.find(*album); found != put_off_.end()) {
        status_.genres[i].put_off = found->second;
      }
    }
  }

  const FetchOptions& options_;
  Journal& journal_;
  CoverFolder& folder_;
  http::Client client_;
  std::deque<Listing> listings_;
  Downloads downloads_;
  std::map<std::int64_t, const Listing*> open_;  // albums on their way, each for a genre
  std::map<std::int64_t, std::string> put_off_;  // albums, and why
  std::map<const Listing*, std::size_t> left_in_a_row_;
  bool in_a_hurry_ = false;  // there is more to look at than has been
  FetchStatus status_;
};

}  // namespace

FetchStatus fetch(const FetchOptions& options, const sources::Source& source, Journal& journal,
                  CoverFolder& folder, const http::ClientOptions& client) {
  return Fetch(options, source, journal, folder, client).run();
}

}  // namespace sleeve::data::fetching
