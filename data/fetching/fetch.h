// Covers of genres, as many as are wanted, from a source into a folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/fetching/cover_folder.h"
#include "data/fetching/journal.h"
#include "data/fetching/listing.h"
#include "data/http/client.h"
#include "data/sources/source.h"

namespace sleeve::data::fetching {

/// How far a run is. Counts of covers and albums are of this run.
struct FetchStatus {
  std::vector<GenreStatus> genres;
  std::size_t fetched = 0;     // files kept
  std::size_t taken_over = 0;  // of these, files that were there already
  std::size_t same = 0;        // covers that another album had already
  std::size_t refused = 0;
  std::size_t put_off = 0;     // could not be had for now
  std::string put_off_reason;  // of the last of them
  std::size_t lost = 0;        // of an earlier run, but no longer there: fetched again
  bool stopped = false;
  std::optional<http::Pause> pause;  // a host that wants to be left alone
};

struct FetchOptions {
  std::vector<std::string> genres;  // different ones
  std::int64_t per_genre = 0;
  /// Asked often; true ends the run early.
  std::function<bool()> stop = [] { return false; };
  /// Told often, and last when all that was received is kept, whatever the run ends with.
  std::function<void(const FetchStatus&)> progress = [](const FetchStatus&) {};
};

/// Fetches until each genre has `per_genre` usable covers, different by content, or its source has
/// no more. Everything is in the journal as soon as it is safe, pages of listings once those before
/// them are: stopped or killed at any moment and run again, this goes on where it was. What a
/// listing of one genre lacks does not keep others from going on. Throws engine::WriteError (a full
/// disk), sources::UnknownGenre, RefusedKey, std::runtime_error (cover after cover cannot be had
/// from a host of the source); all covers that were received are kept then, too.
FetchStatus fetch(const FetchOptions& options, const sources::Source& source, Journal& journal,
                  CoverFolder& folder, const http::ClientOptions& client);

}  // namespace sleeve::data::fetching
