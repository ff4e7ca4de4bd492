#include "data/http/url.h"

#include <curl/curl.h>

#include <memory>
#include <utility>

namespace sleeve::data::http {
namespace {

struct Cleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};
using Handle = std::unique_ptr<CURLU, Cleanup>;

std::string part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, Cleanup> owner(text);
  return text;
}

/// Relative to what `url` holds; schemes that libcurl does not speak are understood too, so that
/// they can be refused by name.
bool set(CURLU* url, const std::string& text) {
  return text.find('\0') == std::string::npos &&
         curl_url_set(url, CURLUPART_URL, text.c_str(),
                      CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER) == CURLUE_OK;
}

std::string in_lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::optional<Url> taken_apart(CURLU* url) {
  curl_url_set(url, CURLUPART_FRAGMENT, nullptr, 0);
  Url result{.text = part(url, CURLUPART_URL),
             .scheme = in_lower_case(part(url, CURLUPART_SCHEME)),
             .host = in_lower_case(part(url, CURLUPART_HOST))};
  const std::string port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (!port.empty()) result.port = std::stoi(port);
  if (result.text.empty() || result.scheme.empty()) return std::nullopt;
  return result;
}

}  // namespace

std::optional<Url> parse_url(const std::string& text) {
  const Handle url(curl_url());
  if (!set(url.get(), text)) return std::nullopt;
  return taken_apart(url.get());
}

std::optional<Url> resolve(const Url& base, const std::string& link) {
  const Handle url(curl_url());
  if (!set(url.get(), base.text) || !set(url.get(), link)) return std::nullopt;
  return taken_apart(url.get());
}

std::optional<Url> with_https(const Url& url) {
  const Handle handle(curl_url());
  if (!set(handle.get(), url.text)) return std::nullopt;
  curl_url_set(handle.get(), CURLUPART_SCHEME, "https", 0);
  curl_url_set(handle.get(), CURLUPART_PORT, nullptr, 0);
  return taken_apart(handle.get());
}

bool is_web(const Url& url) {
  return (url.scheme == "http" || url.scheme == "https") && !url.host.empty();
}

std::string authority(const Url& url) {
  const bool usual = url.port == (url.scheme == "https" ? 443 : 80);
  return usual ? url.host : url.host + ":" + std::to_string(url.port);
}

std::string printable(const Url& url) { return url.text.substr(0, url.text.find('?')); }

}  // namespace sleeve::data::http
