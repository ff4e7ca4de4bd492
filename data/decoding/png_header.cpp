#include "data/decoding/png_header.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "data/decoding/image_error.h"

namespace sleeve::data {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

/// CRC-32 of ISO 3309 for single bytes, reflected polynomial EDB88320.
constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t n = 0; n < 256; ++n) {
    std::uint32_t crc = n;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? 0xEDB88320U ^ (crc >> 1) : crc >> 1;
    table[n] = crc;
  }
  return table;
}();

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const std::uint8_t byte : bytes) crc = kCrcTable[(crc ^ byte) & 0xFF] ^ (crc >> 8);
  return ~crc;
}

std::uint32_t big_endian(std::span<const std::uint8_t> bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | bytes[3];
}

[[noreturn]] void truncated() {
  throw ImageError(Refusal::kTruncated, "truncated PNG: the file ends before the image does");
}

bool is_critical(std::string_view type) { return (type[0] & 0x20) == 0; }

}  // namespace

bool is_png(std::span<const std::uint8_t> file) {
  return file.size() >= kSignature.size() &&
         std::equal(kSignature.begin(), kSignature.end(), file.begin());
}

ImageHeader read_png_header(std::span<const std::uint8_t> file) {
  ImageHeader header;
  header.format = ImageFormat::kPng;
  std::string_view type;
  for (std::size_t at = kSignature.size(); type != "IEND";) {
    constexpr std::size_t kFraming = 12;  // length, type and sum
    if (file.size() - at < kFraming) truncated();
    const std::size_t length = big_endian(file.subspan(at));
    if (length > file.size() - at - kFraming) truncated();
    const std::span<const std::uint8_t> summed = file.subspan(at + 4, length + 4);
    type = {reinterpret_cast<const char*>(summed.data()), 4};
    if (is_critical(type) && crc32(summed) != big_endian(file.subspan(at + 8 + length))) {
      throw ImageError(Refusal::kDamaged, "damaged PNG: the checksum of a chunk is wrong");
    }
    const std::span<const std::uint8_t> content = summed.subspan(4);
    if (at == kSignature.size()) {
      if (type != "IHDR" || length != 13) {
        throw ImageError(Refusal::kDamaged, "damaged PNG: it does not begin with a header");
      }
      header.width = big_endian(content);
      header.height = big_endian(content.subspan(4));
      const std::uint8_t colour_type = content[9];
      header.alpha = (colour_type & 4) != 0;
    }
    if (type == "tRNS") header.alpha = true;
    at += kFraming + length;
  }
  return header;
}

}  // namespace sleeve::data
