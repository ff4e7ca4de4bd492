// Whatever the bytes: an image within the limits, with all its pixels, or an ImageError.
#include <cstdint>
#include <cstdlib>

#include "data/decoding/image_error.h"
#include "data/decoding/image_file.h"
#include "data/decoding/image_header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sleeve::data;
  constexpr std::int64_t kQuickPixels = 1 << 18;  // larger ones cost time and show nothing new
  try {
    const ImageHeader header = read_image_header({data, size});
    if (header.width < (1 << 15) && header.width * header.height > kQuickPixels) return 0;
    const Image image = decode_image({data, size});
    const std::int64_t pixels = std::int64_t{image.width} * image.height;
    if (pixels < 1 || pixels > ImageLimits::kMaxPixels) std::abort();
    if (image.pixels.size() != std::size_t(pixels) * 3) std::abort();
  } catch (const ImageError&) {
  }
  return 0;
}
