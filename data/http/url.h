// Addresses of the web, taken apart.
#pragma once

#include <optional>
#include <string>

namespace sleeve::data::http {

/// An absolute address with a host. Its parts are normalised: scheme and host are in lower case.
struct Url {
  /// The whole address, without its fragment.
  std::string text;
  std::string scheme, host;
  /// The scheme's own if the address names none; 0 if the scheme has none.
  int port = 0;
  friend bool operator==(const Url&, const Url&) = default;
};

/// Nothing unless it is one. An address with a user name or a password is none: they would end up
/// in logs and manifests.
std::optional<Url> parse_url(const std::string& text);

/// Where a link leads that stands in a document at `base`; `link` may be relative.
std::optional<Url> resolve(const Url& base, const std::string& link);

/// The same address by https, at its usual port.
std::optional<Url> with_https(const Url& url);

/// http or https.
bool is_web(const Url& url);

/// Whose rate limits are shared: "api.example.org" for http and https alike, with its port only if
/// that is not the scheme's own.
std::string authority(const Url& url);

/// For logs and errors: without its query, which may hold a key.
std::string printable(const Url& url);

}  // namespace sleeve::data::http
