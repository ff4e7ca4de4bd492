#include "data/decoding/stb_decoder.h"

#include <cstdlib>
#include <memory>
#include <string>

#include "data/decoding/image_error.h"
#include "data/decoding/image_file.h"

namespace {

/// Bytes that a single block may have while an image is decoded.
thread_local std::size_t largest_block = 0;

/// Zeroed: what a damaged file leaves undefined is then the same in every run.
void* bounded_malloc(std::size_t bytes) {
  return bytes <= largest_block ? std::calloc(bytes, 1) : nullptr;
}
void* bounded_realloc(void* block, std::size_t bytes) {
  return bytes <= largest_block ? std::realloc(block, bytes) : nullptr;
}

}  // namespace

#define STBI_MALLOC(bytes) bounded_malloc(bytes)
#define STBI_REALLOC(block, bytes) bounded_realloc(block, bytes)
#define STBI_FREE(block) std::free(block)
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_MAX_DIMENSIONS sleeve::data::ImageLimits::kMaxSide
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb_image.h>

namespace sleeve::data {
namespace {

/// The largest block that an honest image needs is that of the compressed data of a PNG of 16-bit
/// RGBA, 8 bytes a pixel, as its buffer doubles. JPEGs pad both sides to a multiple of up to 32.
std::size_t block_limit(const ImageHeader& header) {
  return 20 * std::size_t(header.width + 31) * std::size_t(header.height + 31) + (1 << 16);
}

ImageError decoding_error(ImageFormat format) {
  const std::string name = format == ImageFormat::kPng ? "PNG" : "JPEG";
  const std::string reason = stbi_failure_reason();
  if (reason == "outofmem") {
    return {Refusal::kDamaged, "damaged " + name + ": its data expand beyond the size it states"};
  }
  return {Refusal::kDamaged, "damaged " + name + ": decoding stopped at '" + reason + "'"};
}

}  // namespace

Image decode_with_stb(std::span<const std::uint8_t> file, const ImageHeader& header) {
  largest_block = block_limit(header);
  const int channels = header.alpha ? 4 : 3;
  int width = 0, height = 0, stored_channels = 0;
  const std::unique_ptr<stbi_uc, decltype(&std::free)> pixels(
      stbi_load_from_memory(file.data(), static_cast<int>(file.size()), &width, &height,
                            &stored_channels, channels),
      &std::free);
  if (pixels == nullptr) throw decoding_error(header.format);
  const std::span<const std::uint8_t> decoded(
      pixels.get(), std::size_t(width) * std::size_t(height) * std::size_t(channels));
  if (header.alpha) return flatten_on_white(decoded, width, height);
  Image image;
  image.width = width;
  image.height = height;
  image.pixels.assign(decoded.begin(), decoded.end());
  return image;
}

}  // namespace sleeve::data
