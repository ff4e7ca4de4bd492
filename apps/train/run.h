// A whole run of train_gan.
#pragma once

#include <string>

#include "apps/train/options.h"

namespace sleeve::apps {

/// Reads and checks everything that was asked for, and only then touches the run folder and trains.
/// `command` goes into the log. Returns the exit code; throws as run_guarded expects.
int train(const TrainOptions& options, const std::string& command);

}  // namespace sleeve::apps
