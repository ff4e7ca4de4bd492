#include "apps/support/cover_files.h"

#include "data/png.h"

namespace sleeve::apps {
namespace {

constexpr int kGap = 2;

data::Image picture(const float* values, int size) {
  const std::size_t elements = std::size_t(size) * std::size_t(size) * 3;
  return data::image_from_floats({values, elements}, size);
}

}  // namespace

void write_grid(const std::filesystem::path& png, const std::vector<float>& images, int size,
                int columns) {
  const std::size_t elements = std::size_t(size) * std::size_t(size) * 3;
  std::vector<data::Image> covers;
  for (std::size_t i = 0; i < images.size(); i += elements) {
    covers.push_back(picture(images.data() + i, size));
  }
  data::write_png(png, data::grid(covers, columns, kGap));
}

void write_cover(const std::filesystem::path& png, const float* image, int size) {
  data::write_png(png, picture(image, size));
}

}  // namespace sleeve::apps
