#include "data/sources/record.h"

#include <algorithm>
#include <cctype>

#include "data/listing/manifest_row.h"
#include "data/listing/release_date.h"

namespace sleeve::data::sources {
namespace {

bool is_ascii_control(unsigned char c) { return c < 0x20 || c == 0x7F; }

/// U+0080 to U+009F, which some terminals obey: in UTF-8, C2 and a byte from 80 to 9F.
bool is_control_pair(unsigned char a, unsigned char b) {
  return a == 0xC2 && b >= 0x80 && b <= 0x9F;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::string clean_text(std::string_view text) {
  std::string clean(text);
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const auto c = static_cast<unsigned char>(clean[i]);
    if (is_ascii_control(c)) clean[i] = ' ';
    if (i + 1 < clean.size() && is_control_pair(c, static_cast<unsigned char>(clean[i + 1]))) {
      clean[i] = clean[i + 1] = ' ';
    }
  }
  std::string_view kept = without_space_around(clean);
  if (kept.size() > kLongestText) {
    std::size_t end = kLongestText;
    while (end > 0 && continues_character(kept[end])) --end;
    kept = without_space_around(kept.substr(0, end));
  }
  return std::string(kept);
}

std::string known_date(std::string_view text) {
  std::string_view date = without_space_around(text);
  date = date.substr(0, date.find_first_of("T "));
  while (date.size() > 4 && date.ends_with("-00")) date.remove_suffix(3);
  return year_of_date(date) ? std::string(date) : std::string();
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string folded(std::string_view genre) {
  std::string kept = in_lower_case(genre);
  std::erase_if(kept, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && !std::isalnum(byte);
  });
  return kept;
}

std::string moved_to(std::string_view address, std::string_view base) {
  const std::size_t host = address.find("://") + 3;
  const std::size_t path = std::min(address.find_first_of("/?", host), address.size());
  return std::string(base) + std::string(address.substr(path));
}

}  // namespace sleeve::data::sources
