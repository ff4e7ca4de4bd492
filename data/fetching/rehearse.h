// What would be fetched.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "data/fetching/journal.h"
#include "data/fetching/listing.h"
#include "data/http/client.h"
#include "data/sources/source.h"

namespace sleeve::data::fetching {

struct RehearsalOptions {
  std::vector<std::string> genres;  // different ones
  std::int64_t per_genre = 0;
  /// Asked often; true ends it early.
  std::function<bool()> stop = [] { return false; };
  /// Gets each album that fetch would ask for the cover of, and the genre that it is for.
  std::function<void(const std::string& genre, const sources::Album& album)> show;
};

/// Lists as far as fetch would if all covers were usable and different. The journal then thinks
/// that they were fetched: it is to be a Journal::rehearsal. Throws as fetch.
std::vector<GenreStatus> rehearse(const RehearsalOptions& options, const sources::Source& source,
                                  Journal& journal, const http::ClientOptions& client);

}  // namespace sleeve::data::fetching
