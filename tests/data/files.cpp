#include "tests/data/files.h"

#include <webp/encode.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "kernels/philox.h"

#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb_image_write.h>

namespace sleeve::tests {
namespace {

void append(void* target, void* data, int size) {
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  static_cast<Bytes*>(target)->insert(static_cast<Bytes*>(target)->end(), bytes, bytes + size);
}

}  // namespace

std::filesystem::path fixture_path(const std::string& name) {
  return std::filesystem::path(SLEEVE_FIXTURES) / name;
}

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void write_file(const std::filesystem::path& path, const Bytes& bytes) {
  write_file(path, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream stream(path, std::ios::binary);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.flush()) throw std::runtime_error("cannot write " + path.string());
}

Bytes encode_jpeg(const data::Image& image, int quality) {
  Bytes bytes;
  stbi_write_jpg_to_func(append, &bytes, image.width, image.height, 3, image.pixels.data(),
                         quality);
  return bytes;
}

Bytes encode_png(const data::Image& image) {
  Bytes bytes;
  stbi_write_png_to_func(append, &bytes, image.width, image.height, 3, image.pixels.data(),
                         image.width * 3);
  return bytes;
}

Bytes encode_webp(const data::Image& image) {
  std::uint8_t* encoded = nullptr;
  const std::size_t size = WebPEncodeLosslessRGB(image.pixels.data(), image.width, image.height,
                                                 image.width * 3, &encoded);
  Bytes bytes(encoded, encoded + size);
  WebPFree(encoded);
  return bytes;
}

data::Image waves(int width, int height, std::uint64_t number) {
  constexpr int kWaves = 6;
  const kernels::Philox random(20, 0, number);
  data::Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (std::uint64_t c = 0; c < 3; ++c) {
        double level = 128;
        for (std::uint64_t wave = 0; wave < kWaves; ++wave) {
          const std::uint64_t first = 12 * wave;
          const double across = 10 * random.uniform(first) - 5,
                       down = 10 * random.uniform(first + 1) - 5;
          const double phase = 6.28 * random.uniform(first + 2) + 0.5 * static_cast<double>(c);
          level += 25 * std::sin(across * x / width * 3.14 + down * y / height * 3.14 + phase);
        }
        image.at(x, y)[c] =
            static_cast<std::uint8_t>(std::lround(std::fmin(255, std::fmax(0, level))));
      }
    }
  }
  return image;
}

}  // namespace sleeve::tests
