#include "data/png.h"

#include <algorithm>
#include <new>
#include <stdexcept>

#include "engine/atomic_file.h"

#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_STATIC
#ifndef __clang_analyzer__  // which would report stb's code as ours
#define STB_IMAGE_WRITE_IMPLEMENTATION
#endif
#include <stb_image_write.h>

namespace sleeve::data {

std::vector<std::byte> encode_png(const Image& image) {
  if (image.width < 1 || image.height < 1) throw std::invalid_argument("a picture without pixels");
  std::vector<std::byte> encoded;
  const auto append = [](void* target, void* data, int size) {
    const auto* bytes = static_cast<const std::byte*>(data);
    static_cast<std::vector<std::byte>*>(target)->insert(
        static_cast<std::vector<std::byte>*>(target)->end(), bytes, bytes + size);
  };
  if (stbi_write_png_to_func(append, &encoded, image.width, image.height, 3, image.pixels.data(),
                             image.width * 3) == 0) {
    throw std::bad_alloc();
  }
  return encoded;
}

void write_png(const std::filesystem::path& path, const Image& image) {
  // Encoded first: stb's callback has no way to report an error of the disk.
  const std::vector<std::byte> encoded = encode_png(image);
  engine::AtomicFile file(path);
  file.write(encoded);
  file.commit();
}

Image grid(std::span<const Image> images, int columns, int gap) {
  if (images.empty() || columns < 1) throw std::invalid_argument("a grid of no pictures");
  columns = std::min(columns, static_cast<int>(images.size()));
  const int rows = (static_cast<int>(images.size()) + columns - 1) / columns;
  const int width = images[0].width, height = images[0].height;
  Image sheet(columns * (width + gap) - gap, rows * (height + gap) - gap, 255);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const int left = static_cast<int>(i) % columns * (width + gap);
    const int top = static_cast<int>(i) / columns * (height + gap);
    for (int y = 0; y < height; ++y) {
      std::copy_n(images[i].at(0, y), std::size_t(width) * 3, sheet.at(left, top + y));
    }
  }
  return sheet;
}

}  // namespace sleeve::data
