// A whole run of evaluate.
#pragma once

#include <string>

#include "apps/evaluate/options.h"

namespace sleeve::apps {

/// Compares, writes the report and says where it is and what it comes to. `command` is how the
/// program was called. Returns the exit code; throws as run_guarded expects.
int evaluate(const EvaluateOptions& options, const std::string& command);

}  // namespace sleeve::apps
