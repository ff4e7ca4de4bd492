// Covers as PNG files.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

namespace sleeve::apps {

/// images [n, size, size, 3] in [-1, 1] side by side, `columns` in a row, with a gap between them.
/// Throws engine::WriteError.
void write_grid(const std::filesystem::path& png, const std::vector<float>& images, int size,
                int columns);

/// image [size, size, 3] in [-1, 1]. Throws engine::WriteError.
void write_cover(const std::filesystem::path& png, std::span<const float> image, int size);

}  // namespace sleeve::apps
