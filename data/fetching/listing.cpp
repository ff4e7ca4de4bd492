#include "data/fetching/listing.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "data/http/secrets.h"
#include "data/sources/errors.h"

namespace sleeve::data::fetching {
namespace {

constexpr std::int64_t kMaxAtHand = 200;  // enough for the next page to come in time
// At 10 requests a second, which is what sources permit at most, answers may take 0.8 s.
constexpr std::size_t kMaxAsked = 8;

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
  while (at_hand_.size() < count && asked_.size() < kMaxAsked &&
         static_cast<std::int64_t>(at_hand_.size() + promised()) < wanted && ask_next_page()) {
    load(count);
  }
  if (left_for_later_ && at_hand_.empty() && asked_.empty() && at_end_) begin_second_round(count);
}

const ListedAlbum* Listing::next() {
  while (!at_hand_.empty() && !journal_.is_open(at_hand_.front().id)) at_hand_.pop_front();
  return at_hand_.empty() ? nullptr : &at_hand_.front();
}

bool Listing::leave_for_later() {
  if (is_second_round_) return false;
  at_hand_.pop_front();
  left_for_later_ = true;
  return true;
}

std::optional<std::int64_t> Listing::first_open() const {
  std::int64_t after = 0;
  const std::vector<ListedAlbum> first = journal_.listed(number_, after, 1);
  return first.empty() ? std::nullopt : std::optional(first.front().id);
}

/// From the beginning of the queue: what has been fetched or refused meanwhile is passed over.
void Listing::begin_second_round(std::size_t count) {
  is_second_round_ = true;
  left_for_later_ = at_end_ = false;
  last_album_ = 0;
  load(count);
}

/// What the journal has.
void Listing::load(std::size_t count) {
  if (at_hand_.size() >= count) return;
  std::vector<ListedAlbum> albums = journal_.listed(number_, last_album_, count - at_hand_.size());
  std::move(albums.begin(), albums.end(), std::back_inserter(at_hand_));
}

/// By pages that have not been recorded.
std::size_t Listing::promised() const {
  return std::accumulate(
      asked_.begin(), asked_.end(), std::size_t{0},
      [](std::size_t sum, const AskedPage& asked) { return sum + asked.most_albums; });
}

/// False if there is none to ask for.
bool Listing::ask_next_page() {
  std::optional<PendingPage> page;
  if (!unanswered_) page = journal_.next_page(number_, last_page_);
  at_end_ = !page;
  if (at_end_) return false;
  last_page_ = page->id;
  std::optional<http::Request> request = source_.request(page->cursor);
  asked_.push_back({.page = *page, .most_albums = source_.most_albums(page->cursor)});
  if (!request) {
    receive(page->id, {.response = http::Response{}});
    return true;
  }
  asked_.back().secrets = request->headers;
  client_.get(std::move(*request),
              [this, id = page->id](http::Outcome outcome) { receive(id, std::move(outcome)); });
  return true;
}

void Listing::receive(std::int64_t page, http::Outcome outcome) {
  const auto is_it = [&](const AskedPage& asked) { return asked.page.id == page; };
  std::find_if(asked_.begin(), asked_.end(), is_it)->outcome = std::move(outcome);
  record_answered();
}

/// In the order of the listing, whatever the order of answers, so that runs agree on what is next.
void Listing::record_answered() {
  while (!asked_.empty() && asked_.front().outcome) {
    const AskedPage first = std::move(asked_.front());
    asked_.pop_front();
    at_end_ = false;
    record(first);
  }
}

void Listing::record(const AskedPage& asked) {
  if (!asked.outcome->response) {
    trouble_ = asked.outcome->reason;
    unanswered_ = true;
    return;
  }
  try {
    journal_.record_page(number_, asked.page,
                         source_.read(asked.page.cursor, *asked.outcome->response));
  } catch (const sources::BadAnswer& error) {
    // Other pages may be better; a later run asks for this one again.
    trouble_ = http::censored(error.what(), asked.secrets);
  } catch (sources::UnknownGenre& error) {
    for (std::string& name : error.known) name = http::censored(name, asked.secrets);
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
