// Which recipe a run follows, and whether it may go on with it.
#pragma once

#include "apps/support/data_record.h"
#include "apps/train/options.h"
#include "apps/train/run_folder.h"
#include "engine/safetensors.h"
#include "net/config.h"
#include "net/labels.h"

namespace sleeve::apps {

/// --config, or that of the run to resume, with --set and --steps on top. Throws InputError.
net::Config recipe_of(const TrainOptions& options, const RunFolder& folder);

/// --data, or that of the run to resume. Throws engine::FileError.
std::filesystem::path data_file_of(const TrainOptions& options, const RunFolder& folder);

/// Throws InputError, with what differs, unless the run that saved `checkpoint` had the same model,
/// genres, decades and data set. Returns a line for each other key of the recipe that changes.
std::vector<std::string> check_same_run(const engine::SafetensorsReader& checkpoint,
                                        const net::Config& config, const net::Labels& labels,
                                        const DataRecord& data, const RunFolder& folder);

}  // namespace sleeve::apps
