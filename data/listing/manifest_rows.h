// The lines of a manifest, whatever they are needed for.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/listing/manifest_row.h"

namespace sleeve::data {

/// `where` is file and line.
using TakeRow = std::function<void(ManifestRow row, const std::string& where)>;

/// Gives each line of a file .csv, .jsonl or .ndjson to `take`, in order; what was passed over is
/// added to `warnings`. A CSV file must have the column `required`.
/// Throws InputError with file and line.
void read_rows(const std::filesystem::path& manifest, ManifestField required, const TakeRow& take,
               std::vector<std::string>& warnings);

/// The same for text in memory; `name` stands for the file in errors.
void parse_csv_rows(std::string_view text, const std::string& name, ManifestField required,
                    const TakeRow& take, std::vector<std::string>& warnings);
void parse_json_rows(std::string_view text, const std::string& name, const TakeRow& take,
                     std::vector<std::string>& warnings);

}  // namespace sleeve::data
