// What is said of listings.
#include "data/fetching/listing.h"

#include <doctest/doctest.h>

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
  data::http::Request cover_request(const data::sources::Album& album) const override {
    return shop_.cover_request(album);
  }

 private:
  const Shop& shop_;
};

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
