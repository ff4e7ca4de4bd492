#include "data/decoding/jpeg_header.h"

#include "data/decoding/image_error.h"

namespace sleeve::data {
namespace {

constexpr std::uint8_t kHuffmanTables = 0xC4, kStartOfImage = 0xD8, kEndOfImage = 0xD9,
                       kStartOfScan = 0xDA;
/// Each goes over the whole image. Encoders make about ten.
constexpr int kMaxScans = 100;

/// Markers without a length: TEM and the restart markers, besides the start of image.
bool stands_alone(std::uint8_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= kStartOfImage);
}

bool starts_frame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != kHuffmanTables && marker != 0xC8 &&
         marker != 0xCC;
}

[[noreturn]] void truncated() {
  throw ImageError(Refusal::kTruncated, "truncated JPEG: the file ends before the image does");
}

/// Position behind the next marker's two bytes. Data of a scan has no markers but restarts: a byte
/// FF in it is followed by 00.
std::size_t behind_next_marker(std::span<const std::uint8_t> file, std::size_t at) {
  for (; at + 1 < file.size(); ++at) {
    if (file[at] == 0xFF && file[at + 1] != 0x00 && file[at + 1] != 0xFF) return at + 2;
  }
  truncated();
}

void read_frame(std::span<const std::uint8_t> segment, std::uint8_t marker, ImageHeader& header) {
  if (segment.size() < 6)
    throw ImageError(Refusal::kDamaged, "damaged JPEG: frame header too short");
  if (marker > 0xC2) {
    throw ImageError(
        Refusal::kUnsupported,
        "a lossless, hierarchical or arithmetic-coded JPEG is not supported; save it as "
        "a baseline or progressive JPEG");
  }
  if (segment[0] != 8) {
    throw ImageError(Refusal::kUnsupported, "a JPEG of " + std::to_string(segment[0]) +
                                                " bits a sample is not supported; save it with 8");
  }
  header.height = segment[1] << 8 | segment[2];
  header.width = segment[3] << 8 | segment[4];
}

/// Each Huffman table is its class and number, how many codes there are of each length from 1 to
/// 16, and that many values, of which a byte can tell apart 256. The decoder relies on it.
void check_huffman_tables(std::span<const std::uint8_t> segment) {
  constexpr std::size_t kLengths = 16, kMaxCodes = 256;
  while (!segment.empty()) {
    std::size_t codes = 0;
    for (std::size_t i = 1; i <= kLengths && i < segment.size(); ++i) codes += segment[i];
    if (codes > kMaxCodes || 1 + kLengths + codes > segment.size()) {
      throw ImageError(Refusal::kDamaged, "damaged JPEG: impossible Huffman table");
    }
    segment = segment.subspan(1 + kLengths + codes);
  }
}

}  // namespace

bool is_jpeg(std::span<const std::uint8_t> file) {
  return file.size() >= 3 && file[0] == 0xFF && file[1] == kStartOfImage && file[2] == 0xFF;
}

ImageHeader read_jpeg_header(std::span<const std::uint8_t> file) {
  ImageHeader header;
  bool has_frame = false;
  int scans = 0;
  std::size_t at = 0;
  while (true) {
    at = behind_next_marker(file, at);
    const std::uint8_t marker = file[at - 1];
    if (marker == kEndOfImage) break;
    if (stands_alone(marker)) continue;
    if (at + 2 > file.size()) truncated();
    const std::size_t length = std::size_t(file[at]) << 8 | file[at + 1];
    if (length < 2) throw ImageError(Refusal::kDamaged, "damaged JPEG: a segment has no length");
    if (length > file.size() - at) truncated();
    const std::span<const std::uint8_t> segment = file.subspan(at + 2, length - 2);
    if (starts_frame(marker)) {
      read_frame(segment, marker, header);
      has_frame = true;
    } else if (marker == kHuffmanTables) {
      check_huffman_tables(segment);
    } else if (marker == kStartOfScan && ++scans > kMaxScans) {
      throw ImageError(Refusal::kDamaged, "damaged JPEG: too many scans");
    }
    at += length;
  }
  if (!has_frame) throw ImageError(Refusal::kDamaged, "damaged JPEG: no frame header");
  return header;
}

}  // namespace sleeve::data
