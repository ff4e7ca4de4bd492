// What is said of listings.
#include "data/fetching/listing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>

#include "data/sources/errors.h"
#include "tests/data/fetching/shop.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using namespace data::fetching;

/// Asks with a key; all that it says of answers is what the server chose.
class ShopWithKey final : public data::sources::Source {
 public:
  explicit ShopWithKey(const Shop& shop) : shop_(shop) {}

  const data::sources::SourceInfo& info() const override { return shop_.info(); }
  std::vector<data::sources::Host> hosts() const override { return {}; }
  std::string start(const std::string& genre) const override { return shop_.start(genre); }
  std::optional<data::http::Request> request(const std::string& cursor) const override {
    auto request = shop_.request(cursor);
    request->headers = {{"apikey", "S3CR3T", /*secret=*/true}};
    return request;
  }
  data::sources::Page read(const std::string&, const data::http::Response& answer) const override {
    const std::string body(answer.body.begin(), answer.body.end());
    if (answer.status == 404) throw data::sources::UnknownGenre("the shop", "jaz", {body});
    throw data::sources::BadAnswer("the shop: " + answer.url + ": no list");
  }
  std::size_t most_albums(const std::string&) const override { return 1; }
  data::http::Request cover_request(const data::sources::Album& album) const override {
    return shop_.cover_request(album);
  }

 private:
  const Shop& shop_;
};

/// A genre whose first page lists 20 pages of one album each, "0", "1"..., with its server.
class Pages final : public data::sources::Source {
 public:
  static constexpr int kPages = 20;

  const data::sources::SourceInfo& info() const override { return info_; }
  std::vector<data::sources::Host> hosts() const override { return {}; }
  std::string start(const std::string&) const override { return "first"; }
  std::optional<data::http::Request> request(const std::string& cursor) const override {
    return data::http::Request{.url = server_.url("/" + cursor)};
  }
  std::size_t most_albums(const std::string& cursor) const override {
    return cursor == "first" ? 0 : 1;
  }
  data::sources::Page read(const std::string& cursor, const data::http::Response&) const override {
    data::sources::Page page;
    if (cursor == "first") {
      for (int i = 0; i < kPages; ++i) page.next.push_back(std::to_string(i));
    } else {
      page.albums.emplace_back().id = cursor;
    }
    return page;
  }
  data::http::Request cover_request(const data::sources::Album& album) const override {
    return {.url = album.cover_url};
  }

  /// The paths that have been asked for, in order.
  std::vector<std::string> asked() const {
    std::vector<std::string> paths;
    for (const Arrival& arrival : server_.arrivals()) paths.push_back(arrival.path);
    return paths;
  }

  /// From now on the pages of a group of so many are answered when all of it have been asked for,
  /// the last one first.
  void answer_backwards(int group) { group_ = group; }
  /// This one is not answered.
  void refuse(const std::string& path) {
    const std::lock_guard lock(mutex_);
    refused_ = path;
  }
  /// Somebody did not ask for all pages of a group.
  bool waited_in_vain() const { return waited_in_vain_; }

  data::http::ClientOptions client() const {
    data::http::ClientOptions options;
    options.user_agent = "test";
    options.private_hosts = {"127.0.0.1"};
    options.retry.tries = 1;
    return options;
  }

 private:
  void answer(const std::string& path, httplib::Response& response) {
    std::unique_lock lock(mutex_);
    if (path == refused_) response.status = 503;
    if (path == "/first" || group_ == 0) return;
    const int page = std::stoi(path.substr(1));
    const int last = std::min(page - page % group_ + group_, kPages) - 1;
    ++arrived_;
    changed_.notify_all();
    const auto may_be_answered = [&] {
      return arrived_ > last && (page == last || answered_.contains(page + 1));
    };
    if (!changed_.wait_for(lock, std::chrono::seconds(15), may_be_answered)) waited_in_vain_ = true;
    answered_.insert(page);
    changed_.notify_all();
  }

  data::sources::SourceInfo info_;
  std::atomic<int> group_ = 0;
  std::string refused_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
  std::set<int> answered_;
  std::atomic<bool> waited_in_vain_ = false;
  Server server_{[this](const httplib::Request& request, httplib::Response& response) {
    answer(request.path, response);
  }};
};

/// What a listing gives until it has no more, asked to look so far ahead each time that all pages
/// it asked for have been answered.
std::vector<std::string> all_of(Listing& listing, data::http::Client& client,
                                std::int64_t ahead = 100) {
  std::vector<std::string> ids;
  while (!listing.exhausted()) {
    listing.look_ahead(ahead);
    while (const ListedAlbum* album = listing.next()) {
      ids.push_back(album->album.id);
      listing.pop();
    }
    while (client.active() > 0) client.poll(std::chrono::milliseconds(100));
  }
  return ids;
}

std::vector<std::string> numbers(int first, int end) {
  std::vector<std::string> numbers;
  for (int i = first; i < end; ++i) numbers.push_back(std::to_string(i));
  return numbers;
}

/// A run that lists those pages.
struct Jazz {
  explicit Jazz(const Pages& pages)
      : client(pages.client()), listing("jazz", pages, journal, client) {}

  TemporaryFolder folder;
  Journal journal{folder.path() / "journal.sqlite", {}};
  data::http::Client client;
  Listing listing;
};

TEST_CASE("pages are asked for several at a time, and listed in their order") {
  Pages source;
  source.answer_backwards(4);
  Jazz jazz(source);
  CHECK(all_of(jazz.listing, jazz.client) == numbers(0, Pages::kPages));
  CHECK(jazz.listing.trouble() == "");
  CHECK(source.asked().size() == 1 + Pages::kPages);
  CHECK(!source.waited_in_vain());
}

TEST_CASE("no page is asked for before it may be needed") {
  const Pages source;
  Jazz jazz(source);
  const auto ask = [&](std::int64_t wanted) {
    jazz.listing.look_ahead(wanted);
    while (jazz.client.active() > 0) jazz.client.poll(std::chrono::milliseconds(100));
  };
  ask(3);
  ask(3);
  CHECK(source.asked().size() == 1 + 3);
  ask(3);  // they are there
  CHECK(source.asked().size() == 1 + 3);
  ask(5);
  CHECK(source.asked().size() == 1 + 5);
  ask(100);
  CHECK(source.asked().size() == 1 + 5 + 8);
  const auto look_and_drain = [&] {
    jazz.listing.look_ahead(100);
    while (jazz.listing.next()) jazz.listing.pop();
  };
  look_and_drain();
  CHECK(!jazz.listing.exhausted());  // all are asked for, and none of the last has come
  while (jazz.client.active() > 0) jazz.client.poll(std::chrono::milliseconds(100));
  CHECK(!jazz.listing.exhausted());
  look_and_drain();
  CHECK(jazz.listing.exhausted());
  CHECK(source.asked().size() == 1 + Pages::kPages);
}

TEST_CASE("a page that is not answered is asked for by the next run, and those behind it are not") {
  Pages source;
  source.refuse("/1");
  source.answer_backwards(4);
  const TemporaryFolder folder;
  const auto list = [&] {
    Journal journal(folder.path() / "journal.sqlite", {});
    data::http::Client client(source.client());
    Listing listing("jazz", source, journal, client);
    const auto ids = all_of(listing, client, 4);
    CHECK(listing.trouble().empty() == (source.asked().size() > 6));
    return ids;
  };
  CHECK(list() == std::vector<std::string>{"0", "2", "3"});
  CHECK(source.asked().size() == 1 + 4);
  source.refuse("");
  source.answer_backwards(0);
  auto rest = numbers(4, Pages::kPages);
  rest.insert(rest.begin(), {"0", "2", "3", "1"});  // no cover has been fetched
  CHECK(list() == rest);
  CHECK(source.asked().size() == 1 + Pages::kPages + 1);
}

TEST_CASE("albums left for later come again when all others had their turn, unless fetched") {
  const Pages source;
  Jazz jazz(source);
  std::vector<std::string> later, others, again;
  while (!jazz.listing.exhausted()) {
    jazz.listing.look_ahead(3);
    while (const ListedAlbum* album = jazz.listing.next()) {
      if (later.size() < 5) {
        later.push_back(album->album.id);
        REQUIRE(jazz.listing.leave_for_later());
      } else if (others.size() == Pages::kPages - later.size()) {
        again.push_back(album->album.id);
        REQUIRE(!jazz.listing.leave_for_later());
        jazz.listing.pop();
      } else {
        others.push_back(album->album.id);
        Journal::Results results(jazz.journal);
        results.refuse(album->id, "no cover", "");
        results.commit();
        jazz.listing.pop();
      }
    }
    jazz.client.poll(std::chrono::milliseconds(jazz.client.active() > 0 ? 100 : 0));
  }
  CHECK(later == numbers(0, 5));
  CHECK(others == numbers(5, Pages::kPages));
  CHECK(again == later);
  CHECK(source.asked().size() == 1 + Pages::kPages);
}

TEST_CASE("a key that a server gives back is not told") {
  Shop shop({});
  const ShopWithKey source(shop);
  const TemporaryFolder folder;
  Journal journal(folder.path() / "journal.sqlite", {});
  data::http::Client client(shop.client());
  Listing listing("jazz", source, journal, client);
  const auto ask = [&] {
    listing.look_ahead(1);
    while (client.active() > 0) client.poll(std::chrono::milliseconds(100));
  };
  SUBCASE("in the address that it redirects to") {
    shop.intervene([](const std::string& path, httplib::Response& response) {
      if (path.starts_with("/list/")) response.set_redirect("/told/S3CR3T");
      return true;
    });
    ask();
    CHECK(listing.trouble() == "the shop: " + shop.url() + "/told/***: no list");
  }
  SUBCASE("as a genre") {
    shop.intervene([](const std::string&, httplib::Response& response) {
      response.status = 404;
      response.set_content("not S3CR3T", "text/plain");
      return true;
    });
    try {
      ask();
      FAIL("no error");
    } catch (const data::sources::UnknownGenre& error) {
      CHECK(error.known == std::vector<std::string>{"not ***"});
    }
  }
}

}  // namespace
}  // namespace sleeve::tests
