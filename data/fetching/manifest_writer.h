// The list of covers that prepare reads; docs/formats.md has its keys.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "data/fetching/journal.h"
#include "data/sources/source_info.h"

namespace sleeve::data::fetching {

/// Replaces `manifest` in one instant by all covers of the journal, one JSON object a line; their
/// files are in `folder`, below the manifest's own. Returns how many.
/// Throws engine::WriteError; then the old one stands.
std::size_t write_manifest(const std::filesystem::path& manifest, const std::string& folder,
                           Journal& journal, const sources::SourceInfo& source);

/// "day", "month" or "year": how much a release date says; empty if it is none.
std::string precision_of(const std::string& release_date);

}  // namespace sleeve::data::fetching
