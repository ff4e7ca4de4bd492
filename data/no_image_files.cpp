// In place of all that reads image files, in a build without the libraries that decode them.
#include "data/decoding/image_file.h"
#include "data/errors.h"
#include "data/preparing/prepare.h"

namespace sleeve::data {
namespace {

[[noreturn]] void refuse() {
  throw InputError(
      "this build reads no image files (prepare --demo works): install libwebp, libexif and "
      "OpenSSL and build again (-DSLEEVE_IMAGE_FILES=ON says what is missing)");
}

}  // namespace

std::vector<std::uint8_t> read_image_file(const std::filesystem::path&) { refuse(); }

Image decode_image(std::span<const std::uint8_t>, const ImageLimits&) { refuse(); }

PrepareReport prepare_covers(const CoverList&, const PrepareOptions&,
                             const std::filesystem::path&) {
  refuse();
}

}  // namespace sleeve::data
