#include "data/http/secrets.h"

namespace sleeve::data::http {

std::vector<Header> without_secrets(std::vector<Header> headers) {
  std::erase_if(headers, [](const Header& header) { return header.secret; });
  return headers;
}

std::string censored(std::string text, const std::vector<Header>& headers) {
  constexpr std::string_view kStars = "***";
  for (const Header& header : headers) {
    if (!header.secret || header.value.empty()) continue;
    std::size_t at = 0;
    while ((at = text.find(header.value, at)) != std::string::npos) {
      text.replace(at, header.value.size(), kStars);
      at += kStars.size();
    }
  }
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  return text;
}

}  // namespace sleeve::data::http
