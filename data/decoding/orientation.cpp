#include "data/decoding/orientation.h"

#include <libexif/exif-data.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace sleeve::data {

int exif_orientation(std::span<const std::uint8_t> jpeg_file) {
  const std::unique_ptr<ExifData, decltype(&exif_data_unref)> exif(
      exif_data_new_from_data(jpeg_file.data(), static_cast<unsigned int>(jpeg_file.size())),
      &exif_data_unref);
  if (exif == nullptr) return 1;
  const ExifEntry* entry = exif_content_get_entry(exif->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (entry == nullptr || entry->format != EXIF_FORMAT_SHORT || entry->size < 2) return 1;
  const int orientation = exif_get_short(entry->data, exif_data_get_byte_order(exif.get()));
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

Image upright(Image stored, int orientation) {
  if (orientation == 1) return stored;
  // Where the first row and the first column of the stored picture belong.
  const bool transposed = orientation >= 5;
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Image meant(transposed ? stored.height : stored.width, transposed ? stored.width : stored.height);
  for (int y = 0; y < meant.height; ++y) {
    for (int x = 0; x < meant.width; ++x) {
      const int along = transposed ? y : x, across = transposed ? x : y;
      const std::uint8_t* from = stored.at(from_right ? stored.width - 1 - along : along,
                                           from_bottom ? stored.height - 1 - across : across);
      std::copy_n(from, 3, meant.at(x, y));
    }
  }
  return meant;
}

}  // namespace sleeve::data
