#include "data/fetching/cover_file.h"

#include "data/decoding/image_file.h"
#include "data/decoding/image_header.h"
#include "data/sha256.h"

namespace sleeve::data::fetching {
namespace {

std::string extension_of(ImageFormat format) {
  switch (format) {
    case ImageFormat::kPng:
      return ".png";
    case ImageFormat::kWebp:
      return ".webp";
    default:
      return ".jpg";
  }
}

}  // namespace

CoverFile examine_cover(const std::string& album_id, std::span<const std::uint8_t> bytes) {
  const ImageHeader header = read_image_header(bytes);
  check_dimensions(header, {.min_side = kMinSide});
  return {album_id + extension_of(header.format), sha256(bytes), header.width, header.height};
}

std::vector<std::string> possible_names(const std::string& album_id) {
  std::vector<std::string> names;
  for (const ImageFormat format : {ImageFormat::kJpeg, ImageFormat::kPng, ImageFormat::kWebp}) {
    names.push_back(album_id + extension_of(format));
  }
  return names;
}

}  // namespace sleeve::data::fetching
