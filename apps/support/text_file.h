// Small text files, whole.
#pragma once

#include <filesystem>
#include <string>

namespace sleeve::apps {

/// Throws engine::FileError.
std::string read_text(const std::filesystem::path& path);

/// Replaces the file in one instant (engine::AtomicFile). Throws engine::WriteError.
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace sleeve::apps
