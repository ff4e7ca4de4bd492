#include "data/http/url.h"

#include <doctest/doctest.h>

#include <string>

namespace sleeve::data::http {
namespace {

TEST_CASE("an address is taken apart") {
  const auto url = parse_url("HTTPS://API.Example.org/a/b.jpg?key=1#top");
  REQUIRE(url);
  CHECK(url->scheme == "https");
  CHECK(url->host == "api.example.org");
  CHECK(url->port == 443);
  CHECK(url->text.find('#') == std::string::npos);
  CHECK(authority(*url) == "api.example.org");
  CHECK(printable(*url).find("key") == std::string::npos);
  CHECK(printable(*url).ends_with("/a/b.jpg"));
  CHECK(is_web(*url));

  CHECK(authority(*parse_url("http://127.0.0.1:8080/")) == "127.0.0.1:8080");
  CHECK(authority(*parse_url("http://[::1]/")) == "[::1]");
  CHECK(authority(*parse_url("http://api.example.org/")) == "api.example.org");
  CHECK(authority(*parse_url("http://api.example.org:443/")) == "api.example.org:443");
}

TEST_CASE("what is no absolute address, or holds a password, is none") {
  for (const std::string text :
       {"", "covers/1.jpg", "/covers/1.jpg", "//host/x", "http://", "http://user@host/",
        "http://user:password@host/", "http://host:99999/", "http://host:http/", "http://a b/",
        "http://[::1/", "http://ho\nst/"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_url(text));
  }
  CHECK_FALSE(parse_url(std::string("http://host/\0x", 14)));
}

TEST_CASE("other schemes are understood, and are not the web") {
  for (const char* text :
       {"file:///etc/passwd", "ftp://host/x", "gopher://host/", "dict://host/"}) {
    CAPTURE(text);
    const auto url = parse_url(text);
    if (url) CHECK_FALSE(is_web(*url));
  }
}

TEST_CASE("links are resolved as a browser does") {
  const Url base = *parse_url("https://host.example/a/b?q=1");
  CHECK(resolve(base, "c")->text == "https://host.example/a/c");
  CHECK(resolve(base, "/c?d")->text == "https://host.example/c?d");
  CHECK(resolve(base, "//other.example/c")->text == "https://other.example/c");
  CHECK(resolve(base, "http://other.example:81/c#d")->text == "http://other.example:81/c");
  CHECK_FALSE(resolve(base, "https://user:password@host.example/"));
}

}  // namespace
}  // namespace sleeve::data::http
