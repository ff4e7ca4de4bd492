#include "data/decoding/image_file.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <system_error>

#include "data/decoding/image_error.h"
#include "data/decoding/image_header.h"
#include "data/decoding/orientation.h"
#include "data/decoding/stb_decoder.h"
#include "data/decoding/webp.h"

namespace sleeve::data {
namespace {

std::string dimensions(const ImageHeader& header) {
  return std::to_string(header.width) + "x" + std::to_string(header.height) + " pixels";
}

}  // namespace

void check_dimensions(const ImageHeader& header, const ImageLimits& limits) {
  if (header.width <= 0 || header.height <= 0) {
    throw ImageError(Refusal::kDamaged, "damaged: " + dimensions(header));
  }
  if (std::max(header.width, header.height) > ImageLimits::kMaxSide ||
      header.width * header.height > ImageLimits::kMaxPixels) {
    throw ImageError(Refusal::kTooLarge,
                     dimensions(header) + "; at most " + std::to_string(ImageLimits::kMaxSide) +
                         " a side and " + std::to_string(ImageLimits::kMaxPixels / 1'000'000) +
                         " million in all are read");
  }
  if (std::min(header.width, header.height) < limits.min_side) {
    throw ImageError(Refusal::kTooSmall, dimensions(header) + "; at least " +
                                             std::to_string(limits.min_side) +
                                             " a side are needed");
  }
}

std::vector<std::uint8_t> read_image_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    throw ImageError(Refusal::kUnreadable, "cannot be read: " + error.message());
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw ImageError(Refusal::kUnreadable, "cannot be read: not a regular file");
  }
  std::ifstream stream(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = stream ? std::streamoff(stream.tellg()) : -1;
  if (size < 0) throw ImageError(Refusal::kUnreadable, "cannot be read: no permission");
  if (std::size_t(size) > ImageLimits::kMaxFileBytes) {
    throw ImageError(Refusal::kTooLarge,
                     "a file of " + std::to_string(size >> 20) + " MiB; at most " +
                         std::to_string(ImageLimits::kMaxFileBytes >> 20) + " MiB are read");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  stream.seekg(0);
  if (!stream.read(reinterpret_cast<char*>(bytes.data()), size)) {
    throw ImageError(Refusal::kUnreadable, "cannot be read: the disk returned less than the file");
  }
  return bytes;
}

Image decode_image(std::span<const std::uint8_t> file, const ImageLimits& limits) {
  if (file.size() > ImageLimits::kMaxFileBytes) {
    throw ImageError(Refusal::kTooLarge, "more bytes than an image file may have");
  }
  const ImageHeader header = read_image_header(file);
  check_dimensions(header, limits);
  if (header.format == ImageFormat::kWebp) return decode_webp(file, header);
  Image image = decode_with_stb(file, header);
  if (header.format == ImageFormat::kJpeg)
    image = upright(std::move(image), exif_orientation(file));
  return image;
}

}  // namespace sleeve::data
