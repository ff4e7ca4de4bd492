// Keys of sources: from the environment or a file, never from the command line.
#pragma once

#include <string>

#include "apps/fetch/settings.h"
#include "data/sources/source_info.h"

namespace sleeve::apps {

/// From the file that the settings name, or else the source's environment variable; empty: there is
/// none. Throws InputError, which never shows the key: a file that cannot be read or that others
/// can read, a key that is none.
std::string source_key(const FetchSettings& settings, const data::sources::SourceInfo& source);

}  // namespace sleeve::apps
