// The compared covers as files, for programs that measure covers in their own features.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/evaluate/cover_set.h"
#include "apps/evaluate/stages.h"

namespace sleeve::apps {

/// DIR/generated and DIR/real.
std::array<std::filesystem::path, 2> exported_folders(const std::filesystem::path& folder);

/// DIR/KIND/GENRE/NNNN.png; a cover of several genres is in the folder of its first. Each of the
/// two folders appears whole or not at all, and takes the place of one that was there. Throws
/// engine::WriteError, Stopped.
void export_images(const std::filesystem::path& folder, const CoverSet& generated,
                   const CoverSet& real, const std::vector<std::string>& genres, Stages& stages);

}  // namespace sleeve::apps
