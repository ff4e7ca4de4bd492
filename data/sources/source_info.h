// What a person should know of a source before fetching from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/http/rate_limit.h"

namespace sleeve::data::sources {

struct SourceInfo {
  std::string name;         // as in --source
  std::string description;  // these four: a sentence or two each, for --help and documents
  std::string needs;
  std::string permits;
  std::string forbids;
  std::string licence;            // the note that goes with every cover
  std::string key_variable;       // the environment variable of the key; empty: needs none
  bool needs_contact = false;     // in the User-Agent
  std::string base, covers_base;  // where it is asked, where its covers are; empty: none of its own
  /// What those hosts allow; nothing: no limit is known.
  std::optional<http::RateLimit> base_limit, covers_limit;
  std::vector<int> cover_sizes;  // pixels a side, ascending; empty: as they come
};

/// All that are built, the best choice first.
const std::vector<SourceInfo>& all_sources();

/// Throws InputError, naming those there are, and why it is not built if that is known.
const SourceInfo& source_called(const std::string& name);

/// A source of covers that Sleeve does not fetch from.
struct SourceNotBuilt {
  std::string name, reason;
};

const std::vector<SourceNotBuilt>& sources_not_built();

}  // namespace sleeve::data::sources
