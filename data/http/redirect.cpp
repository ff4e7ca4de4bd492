#include "data/http/redirect.h"

#include <utility>

namespace sleeve::data::http {
namespace {

constexpr int kHttpPort = 80;

}  // namespace

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Redirect follow(const Url& from, const std::string& location, int hops) {
  const auto refused = [](std::string why) { return Redirect{std::nullopt, std::move(why)}; };
  if (hops >= kMaxRedirects)
    return refused("more than " + std::to_string(kMaxRedirects) + " redirects in a row");
  const auto to = resolve(from, location);
  if (!to) return refused("it redirects to what is no address");
  if (!is_web(*to)) return refused("it redirects to " + to->scheme + ":, only http and https go");
  if (from.scheme == "https" && to->scheme == "http") {
    // Archives that have long spoken https still write http into redirects.
    const auto secure = to->port == kHttpPort ? with_https(*to) : std::nullopt;
    if (!secure)
      return refused(
          "it redirects from https to http, where anybody can read and change what is sent");
    return {secure, ""};
  }
  return {to, ""};
}

}  // namespace sleeve::data::http
