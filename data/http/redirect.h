// Where a redirect may lead.
#pragma once

#include <optional>
#include <string>

#include "data/http/url.h"

namespace sleeve::data::http {

/// Enough for every chain that ends.
constexpr int kMaxRedirects = 5;

/// 301, 302, 303, 307 and 308.
bool is_redirect(int status);

struct Redirect {
  std::optional<Url> to;
  /// Unless it may be followed: why, for people.
  std::string refusal;
};

/// `from` was answered with `location`, after `hops` redirects. From https a redirect to http goes
/// to the same address by https, unless it names a port of its own: then it is refused.
Redirect follow(const Url& from, const std::string& location, int hops);

}  // namespace sleeve::data::http
