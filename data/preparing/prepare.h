// From image files to a data set.
#pragma once

#include <filesystem>

#include "data/listing/cover_list.h"
#include "data/preparing/prepare_options.h"
#include "data/preparing/prepare_report.h"

namespace sleeve::data {

/// Reads, checks and reduces the listed files in parallel and writes the data set to `out`. The
/// same files and list give the same bytes, whatever the number of threads. Identical files become
/// one cover with all their genres and the earliest of their years. A file that cannot be used is
/// reported and passed over. Throws InputError if none can be used, or none of some genre;
/// engine::WriteError. Then `out` is as it was.
PrepareReport prepare_covers(const CoverList& list, const PrepareOptions& options,
                             const std::filesystem::path& out);

}  // namespace sleeve::data
