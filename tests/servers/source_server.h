// What the servers that play a source have in common.
#pragma once

#include <httplib.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/servers/arrival_limit.h"
#include "tests/servers/catalogue.h"
#include "tests/servers/cover_images.h"
#include "tests/servers/server.h"

namespace sleeve::tests {

struct SourceServerOptions {
  CatalogueOptions catalogue = {};
  CoverOptions covers = {};
  bool limited = false;  ///< refuses what comes faster than the source permits, as the source does
  int first_port = 0;    ///< of the API; its covers, and where those are kept, are at the next ones

  /// 0 (any free one) unless there is a first.
  int port(int place) const { return first_port == 0 ? 0 : first_port + place; }
};

/// An API and its covers, each on a port of its own, as --base and --covers-base want them.
class SourceServer {
 public:
  virtual ~SourceServer() = default;

  virtual const Server& api() const = 0;
  virtual const Server& covers() const = 0;

  /// The id that the album has in data/sources.
  virtual std::string id(std::uint64_t number) const = 0;

  /// Ids of the albums of a genre that a client should end up with: listed, of the right kind, and
  /// with a cover that is one. Of duplicates all are here, although one of them is enough.
  std::set<std::string> usable(const std::string& genre) const;

  const Catalogue& catalogue() const { return catalogue_; }

 protected:
  explicit SourceServer(const SourceServerOptions& options)
      : catalogue_(options.catalogue), images_(catalogue_, options.covers) {}

  /// Whether the source counts it among the albums of that genre, cover or not.
  virtual bool belongs(const PretendAlbum& album, std::size_t genre) const = 0;

  CoverImages& images() { return images_; }

 private:
  Catalogue catalogue_;
  CoverImages images_;
};

/// A number of the query, or what it is without one.
std::size_t query_number(const httplib::Request& request, const char* name, std::size_t otherwise);

void answer_json(httplib::Response& response, const nlohmann::json& body, int status = 200);

/// The number behind `prefix`, digits up to the end; nothing else.
std::optional<std::uint64_t> number_behind(const std::string& text, const std::string& prefix);

}  // namespace sleeve::tests
