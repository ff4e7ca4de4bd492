// A list of covers with their labels, as CSV or as one JSON object a line. docs/data.md has the
// format.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "data/listing/cover_list.h"

namespace sleeve::data {

/// By the file's name: .csv, or .jsonl and .ndjson. Paths in it count from its own folder.
/// Throws InputError with file and line. A date that is none is a warning, and its cover has no
/// year.
CoverList read_manifest(const std::filesystem::path& manifest);

/// The same for text in memory; `name` stands for the file in errors.
CoverList parse_csv_manifest(std::string_view text, const std::string& name);
CoverList parse_json_manifest(std::string_view text, const std::string& name);

}  // namespace sleeve::data
