// A whole run of generate.
#pragma once

#include "apps/draw/options.h"

namespace sleeve::apps {

/// Reads and checks everything that was asked for, then draws and writes. Returns the exit code;
/// throws as run_guarded expects.
int draw_covers(const DrawOptions& options);

}  // namespace sleeve::apps
