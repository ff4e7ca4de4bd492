// Where a training begins.
#pragma once

#include <string>
#include <vector>

#include "apps/train/options.h"
#include "apps/train/recipe.h"
#include "net/training.h"

namespace sleeve::apps {

/// Gives `training` its weights: fresh ones, those of --init, or, with --resume, everything of the
/// run's latest checkpoint. Returns lines that say what was done. Throws InputError,
/// engine::FileError.
std::vector<std::string> start(net::Training& training, const TrainOptions& options,
                               const DataRecord& data, const RunFolder& folder);

}  // namespace sleeve::apps
