// A run of fetch_covers.
#pragma once

#include "apps/fetch/settings.h"

namespace sleeve::apps {

/// Returns the exit code. Throws as run_guarded expects.
int fetch_covers(const FetchCommand& command);

}  // namespace sleeve::apps
