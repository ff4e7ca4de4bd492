// Where covers can be had: what each source is asked, and what its answers mean. Nothing here
// talks to a network: a source makes requests and reads responses; data/fetching sends and keeps.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/http/message.h"
#include "data/http/rate_limit.h"
#include "data/sources/source_info.h"

namespace sleeve::data::sources {

struct Album {
  /// The same for an album wherever it is listed. Letters, digits, '.', '-' and '_' only, not
  /// starting with '.': it can name a file.
  std::string id;
  std::string title, artist;  // UTF-8, empty: not said
  std::string release_date;   // YYYY, YYYY-MM or YYYY-MM-DD, without a time of day; empty: unknown
  std::string cover_url;      // http or https
  /// All its labels, where the source tells (a manifest). Empty: the genre that was asked for.
  std::vector<std::string> genres;
  std::string source, licence;  // empty: SourceInfo's name and licence
};

struct Page {
  std::vector<Album> albums = {};
  std::vector<std::string> next = {};  // cursors to go on with, in order
  std::size_t passed_over = 0;  // entries that are no album with a cover, or one of another kind
};

/// A server that a source turns to, and what it allows; nothing: no limit is known.
struct Host {
  std::string base;  // an address at it
  std::optional<http::RateLimit> limit;
};

/// A listing is a walk over cursors: short texts, each of which stands for one request, so a
/// journal can keep them and a listing go on where it stopped. Start with start(genre); for each
/// cursor send request(cursor) and give the response, whatever its status, to read(), which gives
/// albums and further cursors. The walk ends by itself, even if a server repeats itself without
/// end. An album may turn up more than once. Everything is const and safe to call from any thread.
class Source {
 public:
  virtual ~Source() = default;

  virtual const SourceInfo& info() const = 0;

  /// Its API, then its covers, where both are known beforehand; as the options or SourceInfo say.
  virtual std::vector<Host> hosts() const = 0;

  /// What was passed over and may matter, to be told before anything is fetched (a manifest).
  virtual std::vector<std::string> warnings() const { return {}; }

  /// Where the listing of a genre begins. Letter case does not count in a genre of the web.
  virtual std::string start(const std::string& genre) const = 0;

  /// Nothing: read() takes an empty response, for no server has to be asked.
  /// Throws std::invalid_argument: a cursor that is none of this source.
  virtual std::optional<http::Request> request(const std::string& cursor) const = 0;

  /// Throws BadAnswer, RefusedKey, UnknownGenre (errors.h); std::invalid_argument as request().
  virtual Page read(const std::string& cursor, const http::Response& response) const = 0;

  /// The most albums that read() may find behind a cursor: who wants a few need not ask for many
  /// pages at a time. Throws std::invalid_argument as request().
  virtual std::size_t most_albums(const std::string& cursor) const = 0;

  /// A GET of the album's cover. Which status and bytes make a cover is for the caller to judge;
  /// 404 means there is none.
  virtual http::Request cover_request(const Album& album) const = 0;
};

struct SourceOptions {
  std::string name = {};                    // as in SourceInfo
  std::string base = {}, covers_base = {};  // http(s)://host[:port][/path]; empty: the source's own
  std::string key = {};                     // for sources that need one
  std::filesystem::path manifest = {};      // for "manifest" only
  int cover_size = 500;  // pixels a side at least; the source's next size is taken
};

/// Throws InputError: no such source, a key or manifest that is missing or cannot be used, an
/// option that the source has no use for, an address that is none, a size that the source does not
/// have.
std::unique_ptr<Source> make_source(const SourceOptions& options);

}  // namespace sleeve::data::sources
