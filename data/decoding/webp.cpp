#include "data/decoding/webp.h"

#include <webp/decode.h>

#include <cstring>

#include "data/decoding/image_error.h"

namespace sleeve::data {
namespace {

[[noreturn]] void truncated() {
  throw ImageError(Refusal::kTruncated, "truncated WebP: the file ends before the image does");
}

}  // namespace

bool is_webp(std::span<const std::uint8_t> file) {
  return file.size() >= 12 && std::memcmp(file.data(), "RIFF", 4) == 0 &&
         std::memcmp(file.data() + 8, "WEBP", 4) == 0;
}

ImageHeader read_webp_header(std::span<const std::uint8_t> file) {
  const std::uint64_t riff_size = file[4] | std::uint64_t{file[5]} << 8 |
                                  std::uint64_t{file[6]} << 16 | std::uint64_t{file[7]} << 24;
  if (riff_size + 8 > file.size()) truncated();
  WebPBitstreamFeatures features;
  const VP8StatusCode status = WebPGetFeatures(file.data(), file.size(), &features);
  if (status == VP8_STATUS_NOT_ENOUGH_DATA) truncated();
  if (status != VP8_STATUS_OK) throw ImageError(Refusal::kDamaged, "damaged WebP: bad header");
  if (features.has_animation != 0) {
    throw ImageError(Refusal::kUnsupported, "an animated WebP file; save one picture of it");
  }
  return {ImageFormat::kWebp, features.width, features.height, features.has_alpha != 0};
}

Image decode_webp(std::span<const std::uint8_t> file, const ImageHeader& header) {
  const int width = static_cast<int>(header.width), height = static_cast<int>(header.height);
  const auto decode_into = [&](std::vector<std::uint8_t>& pixels, int channels, auto decoder) {
    pixels.resize(std::size_t(width) * std::size_t(height) * std::size_t(channels));
    if (decoder(file.data(), file.size(), pixels.data(), pixels.size(), width * channels) ==
        nullptr) {
      throw ImageError(Refusal::kDamaged, "damaged WebP: the image data cannot be decoded");
    }
  };
  if (header.alpha) {
    std::vector<std::uint8_t> rgba;
    decode_into(rgba, 4, WebPDecodeRGBAInto);
    return flatten_on_white(rgba, width, height);
  }
  Image image(width, height);
  decode_into(image.pixels, 3, WebPDecodeRGBInto);
  return image;
}

}  // namespace sleeve::data
