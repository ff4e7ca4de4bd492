#include "data/decoding/image_header.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include "data/decoding/image_error.h"
#include "data/decoding/jpeg_header.h"
#include "data/decoding/png_header.h"
#include "data/decoding/webp.h"

namespace sleeve::data {
namespace {

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  const char* name;
};

/// Kinds that folders of covers do hold and that are not read.
constexpr Signature kUnsupported[] = {
    {0, "GIF87a", "GIF"},
    {0, "GIF89a", "GIF"},
    {0, std::string_view("II*\0", 4), "TIFF"},
    {0, std::string_view("MM\0*", 4), "TIFF"},
    {0, "BM", "BMP"},
    {4, "ftypavif", "AVIF"},
    {4, "ftypheic", "HEIC"},
    {4, "ftypmif1", "HEIF"},
    {0, std::string_view("\xFF\x0A", 2), "JPEG XL"},
    {4, "JXL \r\n", "JPEG XL"},
    {4, "jP  \r\n", "JPEG 2000"},
    {0, "8BPS", "Photoshop"},
};

/// What servers and archives leave under an image's name.
constexpr Signature kNoImages[] = {
    {0, "<!doctype html", "HTML"},
    {0, "<html", "HTML"},
    {0, "<?xml", "XML"},
    {0, "<svg", "SVG"},
    {0, "{\"", "JSON"},
    {0, "%PDF-", "PDF"},
    {0, "PK\x03\x04", "ZIP"},
    {0, "<head", "HTML"},
};

bool matches(std::string_view content, const Signature& signature) {
  return content.size() > signature.offset &&
         content.substr(signature.offset).starts_with(signature.bytes);
}

/// The beginning of a text in lower case, without white space and byte order mark before it.
std::string start_of_text(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  const std::size_t begin = std::min(content.find_first_not_of(" \t\r\n"), content.size());
  std::string start(content.substr(begin, 16));
  std::transform(start.begin(), start.end(), start.begin(), [](unsigned char c) {
    return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
  });
  return start;
}

[[noreturn]] void refuse(std::span<const std::uint8_t> file) {
  if (file.empty()) throw ImageError(Refusal::kNotAnImage, "not an image: the file is empty");
  const std::string_view content(reinterpret_cast<const char*>(file.data()), file.size());
  for (const Signature& signature : kUnsupported) {
    if (matches(content, signature)) {
      throw ImageError(Refusal::kUnsupported,
                       std::string("a ") + signature.name + " file; save it as JPEG, PNG or WebP");
    }
  }
  const std::string start = start_of_text(content);
  for (const Signature& signature : kNoImages) {
    if (matches(start, signature) || matches(content, signature)) {
      throw ImageError(Refusal::kNotAnImage,
                       std::string("not an image: looks like ") + signature.name);
    }
  }
  throw ImageError(Refusal::kNotAnImage, "not an image: neither JPEG, PNG nor WebP");
}

}  // namespace

ImageHeader read_image_header(std::span<const std::uint8_t> file) {
  if (is_jpeg(file)) return read_jpeg_header(file);
  if (is_png(file)) return read_png_header(file);
  if (is_webp(file)) return read_webp_header(file);
  refuse(file);
}

}  // namespace sleeve::data
