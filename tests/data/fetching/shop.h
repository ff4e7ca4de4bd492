// A source that is not, and its server: a shop of albums whose covers are waves.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "data/http/client.h"
#include "data/sources/source.h"
#include "tests/data/files.h"
#include "tests/servers/server.h"

namespace sleeve::tests {

struct ShopAlbum {
  std::string id;
  Bytes cover = {};  // none: status 404
  std::string date = "1961-03";
  std::vector<std::string> labels = {};  // of its own
};

/// A cover unlike those of other numbers.
Bytes small_cover(std::uint64_t number);

class Shop : public data::sources::Source {
 public:
  /// Lists `per_page` albums of a genre on a page.
  explicit Shop(std::map<std::string, std::vector<ShopAlbum>> shelves, std::size_t per_page = 3);

  const data::sources::SourceInfo& info() const override { return info_; }
  std::vector<data::sources::Host> hosts() const override { return {{url(), std::nullopt}}; }
  std::string start(const std::string& genre) const override { return genre + "/0"; }
  std::optional<data::http::Request> request(const std::string& cursor) const override;
  data::sources::Page read(const std::string& cursor,
                           const data::http::Response& response) const override;
  std::size_t most_albums(const std::string&) const override { return per_page_; }
  data::http::Request cover_request(const data::sources::Album& album) const override;

  /// No retries, no patience; its own host only.
  data::http::ClientOptions client() const;

  /// Is asked as a request arrives: true if it has answered itself.
  using Intervention = std::function<bool(const std::string& path, httplib::Response&)>;
  void intervene(Intervention intervention);

  /// How often each path was asked for.
  std::map<std::string, int> log() const;
  std::string url() const { return server_.url(); }

 private:
  void answer(const std::string& path, httplib::Response& response) const;

  data::sources::SourceInfo info_;
  const std::map<std::string, std::vector<ShopAlbum>> shelves_;
  const std::size_t per_page_;
  std::mutex mutex_;
  Intervention intervention_;
  Server server_;
};

/// `count` albums "a0", "a1"..., with different covers.
std::vector<ShopAlbum> shop_albums(const std::string& prefix, std::uint64_t count,
                                   std::uint64_t first_cover = 0);

}  // namespace sleeve::tests
