#pragma once

#include <string>

namespace sleeve::apps {

/// "musicbrainz, deezer, ..."
std::string source_names();

/// What each source is, needs, permits and forbids, in lines for a terminal.
std::string source_help();

}  // namespace sleeve::apps
