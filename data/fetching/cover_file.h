// A fetched cover as a file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sleeve::data::fetching {

struct CoverFile {
  std::string name;    // within the folder of covers: the album's id, and what its bytes are
  std::string sha256;  // hexadecimal
  std::int64_t width = 0, height = 0;
};

/// Smaller pictures are no covers: prepare cannot use them either.
constexpr int kMinSide = 32;

/// Checks by their bytes that they are a whole JPEG, PNG or WebP file within the limits of
/// data/decoding; it is not decoded. Throws ImageError.
CoverFile examine_cover(const std::string& album_id, std::span<const std::uint8_t> bytes);

/// What examine_cover may call the cover of an album.
std::vector<std::string> possible_names(const std::string& album_id);

}  // namespace sleeve::data::fetching
