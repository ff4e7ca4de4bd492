// Files that are no covers: each is refused, with the reason, before it can do harm.
#include <doctest/doctest.h>

#include <string>

#include "data/decoding/image_error.h"
#include "data/decoding/image_file.h"
#include "tests/data/files.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using data::Refusal;

struct Outcome {
  bool decoded = false;
  Refusal refusal = Refusal::kUnreadable;
  std::string reason;
};

Outcome try_to_decode(const Bytes& file, const data::ImageLimits& limits = {}) {
  try {
    data::decode_image(file, limits);
    return {true, {}, {}};
  } catch (const data::ImageError& error) {
    return {false, error.refusal(), error.what()};
  }
}

void check_refused(const Bytes& file, Refusal refusal, const std::string& part_of_reason,
                   const data::ImageLimits& limits = {}) {
  const Outcome outcome = try_to_decode(file, limits);
  CAPTURE(outcome.reason);
  REQUIRE(!outcome.decoded);
  CHECK(data::name_of(outcome.refusal) == std::string(data::name_of(refusal)));
  CHECK(outcome.reason.find(part_of_reason) != std::string::npos);
}

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

void set_big_endian(Bytes& file, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i)
    file[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

std::uint32_t crc32(const std::uint8_t* bytes, std::size_t count) {
  std::uint32_t crc = ~0U;
  for (std::size_t i = 0; i < count; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0);
  }
  return ~crc;
}

/// A PNG whose header states other sides than its data have; its checksum is right.
Bytes png_of_stated_size(std::uint32_t width, std::uint32_t height) {
  Bytes file = read_file(fixture_path("rgb.png"));
  set_big_endian(file, 16, width);
  set_big_endian(file, 20, height);
  set_big_endian(file, 29, crc32(file.data() + 12, 17));
  return file;
}

Bytes jpeg_of_stated_size(int width, int height, std::uint8_t frame = 0xC0) {
  Bytes file = read_file(fixture_path("baseline.jpg"));
  for (std::size_t i = 0; i + 8 < file.size(); ++i) {
    if (file[i] != 0xFF || file[i + 1] != 0xC0) continue;
    file[i + 1] = frame;
    file[i + 5] = static_cast<std::uint8_t>(height >> 8);
    file[i + 6] = static_cast<std::uint8_t>(height);
    file[i + 7] = static_cast<std::uint8_t>(width >> 8);
    file[i + 8] = static_cast<std::uint8_t>(width);
    return file;
  }
  throw std::runtime_error("no frame header in the fixture");
}

TEST_CASE("what is no image is called by its kind") {
  check_refused({}, Refusal::kNotAnImage, "empty");
  check_refused(bytes_of("<!DOCTYPE html><html><body>404</body></html>"), Refusal::kNotAnImage,
                "looks like HTML");
  check_refused(bytes_of("\xEF\xBB\xBF\r\n  <HTML><head>"), Refusal::kNotAnImage,
                "looks like HTML");
  check_refused(bytes_of("<?xml version='1.0'?><Error>AccessDenied</Error>"), Refusal::kNotAnImage,
                "looks like XML");
  check_refused(bytes_of("{\"error\":\"not found\"}"), Refusal::kNotAnImage, "looks like JSON");
  check_refused(bytes_of("just some words"), Refusal::kNotAnImage, "neither JPEG, PNG nor WebP");
  check_refused(Bytes(100, 0), Refusal::kNotAnImage, "neither JPEG, PNG nor WebP");
  check_refused(bytes_of("GIF89a................"), Refusal::kUnsupported, "GIF");
  check_refused(bytes_of(std::string_view("II*\0........", 12)), Refusal::kUnsupported, "TIFF");
  check_refused(bytes_of(std::string_view("\0\0\0\x20"
                                          "ftypavif....",
                                          16)),
                Refusal::kUnsupported, "AVIF");
  check_refused(read_file(fixture_path("animated.webp")), Refusal::kUnsupported, "animated");
}

TEST_CASE("absurd dimensions are refused by what the header says") {
  check_refused(png_of_stated_size(16385, 1), Refusal::kTooLarge, "16385x1 pixels");
  check_refused(png_of_stated_size(0x7FFFFFFF, 0x7FFFFFFF), Refusal::kTooLarge, "2147483647");
  check_refused(png_of_stated_size(0xFFFFFFFF, 0xFFFFFFFF), Refusal::kTooLarge, "4294967295");
  check_refused(png_of_stated_size(16384, 6104), Refusal::kTooLarge, "100 million");
  check_refused(png_of_stated_size(0, 32), Refusal::kDamaged, "0x32");
  check_refused(jpeg_of_stated_size(65535, 65535), Refusal::kTooLarge, "65535x65535 pixels");
  check_refused(jpeg_of_stated_size(64, 0), Refusal::kDamaged, "64x0");
}

TEST_CASE("a smaller side than asked for is refused, an equal one is not") {
  const Bytes file = read_file(fixture_path("rgb.png"));  // 64x32
  CHECK(try_to_decode(file, {.min_side = 32}).decoded);
  check_refused(file, Refusal::kTooSmall, "64x32 pixels; at least 33", {.min_side = 33});
}

TEST_CASE("compressed data cannot expand beyond the size that is stated") {
  // 4000x4000 pixels of one colour, said to be 8x8: a hundredth of the bytes, all of the memory.
  Bytes file = encode_png(data::Image(4000, 4000));
  set_big_endian(file, 16, 8);
  set_big_endian(file, 20, 8);
  set_big_endian(file, 29, crc32(file.data() + 12, 17));
  check_refused(file, Refusal::kDamaged, "expand beyond the size");
}

TEST_CASE("JPEGs of rare kinds are named, not misread") {
  check_refused(jpeg_of_stated_size(64, 32, 0xC9), Refusal::kUnsupported, "arithmetic");
  check_refused(jpeg_of_stated_size(64, 32, 0xC3), Refusal::kUnsupported, "lossless");
  Bytes twelve_bits = read_file(fixture_path("baseline.jpg"));
  for (std::size_t i = 0; i + 4 < twelve_bits.size(); ++i) {
    if (twelve_bits[i] == 0xFF && twelve_bits[i + 1] == 0xC0) twelve_bits[i + 4] = 12;
  }
  check_refused(twelve_bits, Refusal::kUnsupported, "12 bits");
}

TEST_CASE("every truncation of a file is refused") {
  for (const char* name : {"baseline.jpg", "progressive.jpg", "cmyk.jpg", "orientation_6.jpg",
                           "rgb.png", "palette_transparent.png", "rgba16.png", "interlaced.png",
                           "lossy.webp", "lossless.webp", "alpha.webp"}) {
    const Bytes file = read_file(fixture_path(name));
    for (std::size_t length = 0; length < file.size(); ++length) {
      const Outcome outcome = try_to_decode({file.begin(), file.begin() + std::ptrdiff_t(length)});
      CAPTURE(name);
      CAPTURE(length);
      CAPTURE(outcome.reason);
      REQUIRE(!outcome.decoded);
      // From where the kind can be told, the reason is the true one. 12 bytes are a WebP's name.
      if (length >= 12) REQUIRE(outcome.refusal == Refusal::kTruncated);
    }
  }
}

TEST_CASE("no damaged byte of a file does harm") {
  for (const char* name :
       {"baseline.jpg", "progressive.jpg", "cmyk.jpg", "orientation_6.jpg", "subsampled.jpg",
        "palette_transparent.png", "rgba16.png", "lossy.webp"}) {
    const Bytes file = read_file(fixture_path(name));
    for (std::size_t at = 0; at < file.size(); ++at) {
      for (const std::uint8_t value : {0x00, 0x7F, 0xFF}) {
        Bytes damaged = file;
        damaged[at] = value;
        try_to_decode(damaged);  // decoded or refused: under a sanitizer it says more
      }
    }
  }
}

TEST_CASE("impossible Huffman tables are refused before the decoder believes them") {
  const Bytes file = read_file(fixture_path("baseline.jpg"));
  std::size_t table = 0;  // the byte behind the first table's length, which is its class and number
  for (std::size_t i = 0; table == 0; ++i) {
    if (file.at(i) == 0xFF && file.at(i + 1) == 0xC4) table = i + 4;
  }
  Bytes too_many = file;
  too_many[table + 8] = 255;
  too_many[table + 9] = 255;
  check_refused(too_many, Refusal::kDamaged, "impossible Huffman table");
  Bytes beyond_segment = file;
  beyond_segment[table + 8] += 1;
  check_refused(beyond_segment, Refusal::kDamaged, "impossible Huffman table");
}

TEST_CASE("a JPEG that goes over its pixels without end is refused") {
  const Bytes file = read_file(fixture_path("baseline.jpg"));
  std::size_t scan = 0;
  while (!(file.at(scan) == 0xFF && file.at(scan + 1) == 0xDA)) ++scan;
  const auto with_scans = [&](int count) {
    Bytes repeated(file.begin(), file.begin() + std::ptrdiff_t(scan));
    for (int i = 0; i < count; ++i) {
      repeated.insert(repeated.end(), file.begin() + std::ptrdiff_t(scan), file.end() - 2);
    }
    repeated.insert(repeated.end(), {0xFF, 0xD9});
    return repeated;
  };
  CHECK(try_to_decode(with_scans(100)).decoded);
  check_refused(with_scans(101), Refusal::kDamaged, "too many scans");
}

TEST_CASE("a wrong checksum of a chunk that matters is damage") {
  Bytes file = read_file(fixture_path("rgb.png"));
  file[file.size() - 20] ^= 0x10;  // in the image data
  check_refused(file, Refusal::kDamaged, "checksum");
}

TEST_CASE("files that cannot be read say so") {
  const TemporaryFolder folder;
  const auto reason = [](const std::filesystem::path& path) -> std::string {
    try {
      data::read_image_file(path);
      return "was read";
    } catch (const data::ImageError& error) {
      CHECK(error.refusal() == Refusal::kUnreadable);
      return error.what();
    }
  };
  CHECK(reason(folder.path() / "missing.jpg") == "cannot be read: No such file or directory");
  CHECK(reason(folder.path()) == "cannot be read: not a regular file");
}

TEST_CASE("an enormous file is refused unread") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "huge.jpg";
  write_file(path, "\xFF\xD8\xFF");
  std::filesystem::resize_file(path, data::ImageLimits::kMaxFileBytes + 1);  // sparse
  try {
    data::read_image_file(path);
    FAIL("it was read");
  } catch (const data::ImageError& error) {
    CHECK(error.refusal() == Refusal::kTooLarge);
    CHECK(std::string(error.what()).find("64 MiB") != std::string::npos);
  }
}

}  // namespace
}  // namespace sleeve::tests
