// A whole run of bench.
#pragma once

#include "bench/options.h"

namespace sleeve::bench {

/// Does what was asked for: lists, compares, checks, measures. Returns the exit code; throws as
/// apps::run_guarded expects.
int run(const BenchOptions& options);

}  // namespace sleeve::bench
