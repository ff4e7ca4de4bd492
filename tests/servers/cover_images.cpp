#include "tests/servers/cover_images.h"

#include "data/demo/demo_covers.h"
#include "data/image.h"
#include "data/png.h"

#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb_image_write.h>

namespace sleeve::tests {
namespace {

constexpr int kDemoGenres = 6, kDemoDecades = 6, kQuality = 85;
/// A segment of a JPEG says its length, itself included, in two bytes.
constexpr std::size_t kMostInSegment = 0xFFFF - 2;

constexpr auto kWebPage =
    "<!DOCTYPE html><html><head><title>Sorry</title></head><body>No cover here.</body></html>\n";

void append(void* target, void* data, int size) {
  static_cast<std::string*>(target)->append(static_cast<const char*>(data),
                                            static_cast<std::size_t>(size));
}

std::string encoded_jpeg(const data::Image& image) {
  std::string bytes;
  stbi_write_jpg_to_func(append, &bytes, image.width, image.height, 3, image.pixels.data(),
                         kQuality);
  return bytes;
}

std::string encoded_png(const data::Image& image) {
  const std::vector<std::byte> bytes = data::encode_png(image);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string comment_segment(const std::string& text) {
  const std::size_t length = text.size() + 2;
  return std::string("\xFF\xFE") + static_cast<char>(length >> 8) + static_cast<char>(length) +
         text;
}

/// Behind the two bytes that a JPEG begins with.
std::string with_comments(const std::string& jpeg, std::string text, std::size_t bytes) {
  std::string segments = comment_segment(text);
  while (jpeg.size() + segments.size() + 4 < bytes) {
    const std::size_t missing = bytes - jpeg.size() - segments.size() - 4;
    segments += comment_segment(std::string(std::min(missing, kMostInSegment), '.'));
  }
  return jpeg.substr(0, 2) + segments + jpeg.substr(2);
}

data::Image one_pixel(std::uint64_t number) {
  data::Image image(1, 1);
  for (int c = 0; c < 3; ++c) image.at(0, 0)[c] = static_cast<std::uint8_t>(number >> (8 * c));
  return image;
}

}  // namespace

CoverImages::Picture CoverImages::picture(std::uint64_t number) {
  const PretendAlbum album = catalogue_.album(number);
  const int which = static_cast<int>(number % static_cast<std::uint64_t>(options_.pictures));
  // The same picture in two decades would be another picture.
  const auto key = std::pair(album.genre, which * kDemoDecades + album.decade);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = pictures_.find(key); found != pictures_.end()) return found->second;
  }
  const data::Image drawn =
      data::draw_demo_cover(static_cast<int>(album.genre) % kDemoGenres, album.decade,
                            catalogue_.seed(), static_cast<std::uint64_t>(which), options_.side);
  auto encoded = std::make_shared<const std::string>(encoded_jpeg(drawn));
  const std::lock_guard lock(mutex_);
  return pictures_.emplace(key, std::move(encoded)).first->second;
}

std::string CoverImages::jpeg(std::uint64_t number) {
  return with_comments(*picture(number), "album " + std::to_string(number), options_.bytes);
}

void CoverImages::answer(std::uint64_t number, httplib::Response& response) {
  const Trouble trouble = catalogue_.trouble(number);
  const char* type = trouble == Trouble::wrong_type ? "text/html" : "image/jpeg";
  std::string body = jpeg(trouble == Trouble::duplicate ? 0 : number);
  switch (trouble) {
    case Trouble::no_image:
      response.status = 404;
      response.set_content(kWebPage, "text/html");
      return;
    case Trouble::truncated:
      body.resize(body.size() / 2);
      break;
    case Trouble::web_page:
      body = kWebPage;
      break;
    case Trouble::png: {
      data::Image image = data::draw_demo_cover(0, 0, catalogue_.seed(), number, options_.side);
      body = encoded_png(image);
      break;
    }
    case Trouble::tiny:
      body = encoded_png(one_pixel(number));
      break;
    case Trouble::none:
    case Trouble::wrong_type:
    case Trouble::duplicate:
      break;
  }
  response.set_content(body, type);
}

}  // namespace sleeve::tests
