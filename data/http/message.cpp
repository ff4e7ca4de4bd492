#include "data/http/message.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace sleeve::data::http {
namespace {

/// RFC 9110, 5.6.2: token
bool may_be_in_name(char c) {
  constexpr std::string_view kDelimiters = "\"(),/:;<=>?@[\\]{}";
  return c > ' ' && c < 0x7f && kDelimiters.find(c) == std::string_view::npos;
}

bool may_be_in_value(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= ' ' && byte != 0x7f) || c == '\t';
}

}  // namespace

void check(const Header& header) {
  const auto& [name, value, secret] = header;
  if (name.empty() || !std::all_of(name.begin(), name.end(), may_be_in_name))
    throw std::invalid_argument("'" + name + "' cannot be the name of an HTTP header");
  if (value.empty() || !std::all_of(value.begin(), value.end(), may_be_in_value))
    throw std::invalid_argument("the value of the HTTP header '" + name +
                                "' is empty, or has a line break or another control character");
}

}  // namespace sleeve::data::http
