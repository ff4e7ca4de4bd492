// In place of preparing/prepare.cpp in a build without the libraries that decode image files.
#include "data/errors.h"
#include "data/preparing/prepare.h"

namespace sleeve::data {

PrepareReport prepare_covers(const CoverList&, const PrepareOptions&,
                             const std::filesystem::path&) {
  throw InputError(
      "this build reads no image files, only --demo works: install libwebp and libexif and build "
      "again (-DSLEEVE_IMAGE_FILES=ON says what is missing)");
}

}  // namespace sleeve::data
