#include "data/sources/cursor.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace sleeve::data::sources {
namespace {

constexpr std::size_t kMostCount = 1'000'000;

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    if (text[0] != '%') {
      decoded += text[0];
      text.remove_prefix(1);
      continue;
    }
    unsigned byte = 0;
    const std::string_view digits = text.substr(1, 2);
    const char* end = digits.data() + digits.size();
    if (digits.size() < 2 || std::from_chars(digits.data(), end, byte, 16).ptr != end) return {};
    decoded += static_cast<char>(byte);
    text.remove_prefix(3);
  }
  return decoded;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

std::string join_cursor(const std::vector<std::string>& parts) {
  std::string cursor;
  for (const std::string& part : parts) {
    if (!cursor.empty()) cursor += '/';
    cursor += percent_encoded(part);
  }
  return cursor;
}

std::vector<std::string> split_cursor(const std::string& cursor) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= cursor.size();) {
    const std::size_t end = std::min(cursor.find('/', begin), cursor.size());
    const auto part = percent_decoded(std::string_view(cursor).substr(begin, end - begin));
    if (!part) refuse_cursor(cursor);
    parts.push_back(*part);
    begin = end + 1;
  }
  return parts;
}

void refuse_cursor(const std::string& cursor) {
  throw std::invalid_argument("'" + cursor + "' is no place in a listing of this source");
}

std::size_t cursor_number(const std::string& part) {
  std::size_t number = 0;
  const char* end = part.data() + part.size();
  const auto [stop, error] = std::from_chars(part.data(), end, number);
  if (error != std::errc() || stop != end) refuse_cursor(part);
  return number;
}

std::size_t cursor_count(const std::string& part) {
  const std::size_t count = cursor_number(part);
  if (count >= kMostCount) refuse_cursor(part);
  return count;
}

std::optional<std::size_t> next_offset(std::size_t offset, std::size_t returned,
                                       std::optional<std::size_t> total, std::size_t most) {
  const std::size_t next = offset + returned;
  if (returned == 0 || next >= most || (total && next >= *total)) return std::nullopt;
  return next;
}

}  // namespace sleeve::data::sources
