#include "data/fetching/listing.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "data/http/secrets.h"
#include "data/sources/errors.h"

namespace sleeve::data::fetching {
namespace {

constexpr std::int64_t kMaxAtHand = 200;  // enough for the next page to come in time

}  // namespace

Listing::Listing(const std::string& genre, const sources::Source& source, Journal& journal,
                 http::Client& client)
    : genre_(genre),
      source_(source),
      journal_(journal),
      client_(client),
      number_(journal.add_genre(genre, source.start(genre))) {}

void Listing::look_ahead(std::int64_t wanted) {
  const auto count = static_cast<std::size_t>(std::clamp(wanted, std::int64_t{0}, kMaxAtHand));
  load(count);
  while (at_hand_.size() < count && !asked_ && ask_next_page()) load(count);
}

std::optional<ListedAlbum> Listing::take() {
  while (!at_hand_.empty()) {
    ListedAlbum album = std::move(at_hand_.front());
    at_hand_.pop_front();
    if (journal_.is_open(album.id)) return album;
  }
  return std::nullopt;
}

std::optional<std::int64_t> Listing::first_open() const {
  std::int64_t after = 0;
  const std::vector<ListedAlbum> first = journal_.listed(number_, after, 1);
  return first.empty() ? std::nullopt : std::optional(first.front().id);
}

/// What the journal has.
void Listing::load(std::size_t count) {
  if (at_hand_.size() >= count) return;
  std::vector<ListedAlbum> albums = journal_.listed(number_, last_album_, count - at_hand_.size());
  std::move(albums.begin(), albums.end(), std::back_inserter(at_hand_));
}

/// False if there is none.
bool Listing::ask_next_page() {
  if (at_end_) return false;
  const std::optional<PendingPage> page = journal_.next_page(number_, last_page_);
  at_end_ = !page;
  if (at_end_) return false;
  last_page_ = page->id;
  std::optional<http::Request> request = source_.request(page->cursor);
  if (!request) {
    read(*page, {});
    return true;
  }
  asked_ = true;
  secrets_ = request->headers;
  client_.get(std::move(*request),
              [this, page = *page](const http::Outcome& outcome) { receive(page, outcome); });
  return true;
}

void Listing::receive(const PendingPage& page, const http::Outcome& outcome) {
  asked_ = false;
  if (outcome.response) {
    read(page, *outcome.response);
  } else {
    trouble_ = outcome.reason;
    at_end_ = true;
  }
}

void Listing::read(const PendingPage& page, const http::Response& response) {
  try {
    journal_.record_page(number_, page, source_.read(page.cursor, response));
  } catch (const sources::BadAnswer& error) {
    // Other pages may be better; a later run asks for this one again.
    trouble_ = http::censored(error.what(), secrets_);
  } catch (sources::UnknownGenre& error) {
    for (std::string& name : error.known) name = http::censored(name, secrets_);
    throw;
  }
}

std::deque<Listing> make_listings(const std::vector<std::string>& genres,
                                  const sources::Source& source, Journal& journal,
                                  http::Client& client) {
  std::deque<Listing> listings;
  for (const std::string& genre : genres) listings.emplace_back(genre, source, journal, client);
  return listings;
}

std::vector<GenreStatus> statuses(const std::deque<Listing>& listings) {
  std::vector<GenreStatus> statuses;
  for (const Listing& listing : listings) {
    statuses.push_back(
        {listing.genre(), listing.covers(), listing.exhausted(), listing.trouble(), ""});
  }
  return statuses;
}

}  // namespace sleeve::data::fetching
