#include "data/fetching/rehearse.h"

#include <algorithm>
#include <chrono>
#include <deque>

namespace sleeve::data::fetching {
namespace {

constexpr std::chrono::milliseconds kPatience{100};  // so soon a request to stop is seen

/// A cover like no other.
void pretend_to_fetch(const ListedAlbum& album, Journal& journal) {
  Journal::Results results(journal);
  results.keep(album.id, {.name = album.album.id, .sha256 = album.album.id}, "");
  results.commit();
}

}  // namespace

std::vector<GenreStatus> rehearse(const RehearsalOptions& options, const sources::Source& source,
                                  Journal& journal, const http::ClientOptions& client_options) {
  http::Client client(client_options);
  std::deque<Listing> listings = make_listings(options.genres, source, journal, client);
  const auto has_ended = [&](const Listing& genre) {
    return genre.covers() >= options.per_genre || genre.exhausted();
  };
  while (!options.stop() && !std::all_of(listings.begin(), listings.end(), has_ended)) {
    for (Listing& genre : listings) {
      genre.look_ahead(options.per_genre - genre.covers());
      while (genre.covers() < options.per_genre) {
        const ListedAlbum* const album = genre.next();
        if (!album) break;
        options.show(genre.genre(), album->album);
        pretend_to_fetch(*album, journal);
        genre.pop();
      }
    }
    client.poll(client.active() > 0 ? kPatience : std::chrono::milliseconds(0));
  }
  return statuses(listings);
}

}  // namespace sleeve::data::fetching
