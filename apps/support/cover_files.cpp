#include "apps/support/cover_files.h"

#include "data/png.h"

namespace sleeve::apps {

void write_grid(const std::filesystem::path& png, const std::vector<float>& images, int size,
                int columns) {
  constexpr int kGap = 2;
  const std::size_t elements = std::size_t(size) * std::size_t(size) * 3;
  std::vector<data::Image> covers;
  for (std::size_t i = 0; i < images.size(); i += elements) {
    covers.push_back(data::image_from_floats(std::span(images).subspan(i, elements), size));
  }
  data::write_png(png, data::grid(covers, columns, kGap));
}

void write_cover(const std::filesystem::path& png, std::span<const float> image, int size) {
  data::write_png(png, data::image_from_floats(image, size));
}

}  // namespace sleeve::apps
