#include "data/http/redirect.h"

#include <doctest/doctest.h>

#include <string>

namespace sleeve::data::http {
namespace {

TEST_CASE("statuses that redirect") {
  for (const int status : {301, 302, 303, 307, 308}) CHECK(is_redirect(status));
  for (const int status : {200, 201, 300, 304, 305, 306, 404}) CHECK_FALSE(is_redirect(status));
}

TEST_CASE("redirects that are followed") {
  const Url http = *parse_url("http://a.example/x/y"), https = *parse_url("https://a.example/x/y");
  CHECK(follow(http, "z", 0).to->text == "http://a.example/x/z");
  CHECK(follow(http, "https://b.example/z", 0).to->text == "https://b.example/z");
  CHECK(follow(https, "https://b.example/z", kMaxRedirects - 1).to->text == "https://b.example/z");
  CHECK(follow(https, "//b.example/z", 0).to->text == "https://b.example/z");
  for (const char* location : {"http://b.example/z?q", "http://b.example:80/z?q"}) {
    const Url to = *follow(https, location, 0).to;
    CHECK(to.text == "https://b.example/z?q");
    CHECK(to.port == 443);
  }
}

TEST_CASE("redirects that are refused, and why") {
  const Url http = *parse_url("http://a.example/"), https = *parse_url("https://a.example/");
  const auto refusal = [](const Url& from, const std::string& location, int hops = 0) {
    const Redirect redirect = follow(from, location, hops);
    CHECK_FALSE(redirect.to);
    return redirect.refusal;
  };
  CHECK(refusal(https, "http://a.example:8080/").find("https to http") != std::string::npos);
  CHECK(refusal(http, "file:///etc/passwd").find("file:") != std::string::npos);
  CHECK(refusal(http, "ftp://a.example/x").find("ftp:") != std::string::npos);
  CHECK_FALSE(refusal(http, "http://user:password@a.example/").empty());
  CHECK(refusal(http, "http://user:password@a.example/").find("password") == std::string::npos);
  CHECK_FALSE(refusal(http, "http://").empty());
  CHECK(refusal(http, "/x", kMaxRedirects).find("5 redirects") != std::string::npos);
}

}  // namespace
}  // namespace sleeve::data::http
