#include "data/http/secrets.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace sleeve::data::http {
namespace {

const std::vector<Header> kHeaders{{"apikey", "k3y", true}, {"Accept", "image/*", false}};

TEST_CASE("what goes along a redirect has no secret") {
  const auto headers = without_secrets(kHeaders);
  REQUIRE(headers.size() == 1);
  CHECK(headers[0].name == "Accept");
}

TEST_CASE("a text for logs holds no secret, and is one line") {
  CHECK(censored("k3y and k3yk3y", kHeaders) == "*** and ******");
  CHECK(censored("image/*", kHeaders) == "image/*");
  CHECK(censored("no", {{"apikey", "", true}}) == "no");
  CHECK(censored("a\r\n\x1b[2Jb", {}) == "a   [2Jb");
}

TEST_CASE("a header is one line, and is refused without telling its value") {
  check(Header{"apikey", "k3y"});
  check(Header{"X-Name", "Bj\xc3\xb6rk"});
  for (const Header& header :
       {Header{"apikey", ""}, Header{"apikey", "k3y\r\nX: y"}, Header{"apikey", "k3y\n"},
        Header{"", "k3y"}, Header{"api key", "k3y"}, Header{"apikey:", "k3y"},
        Header{"a\r\nb", "k3y"}, Header{"apikey", std::string("k3y\0", 4)}}) {
    try {
      check(header);
      FAIL("accepted");
    } catch (const std::invalid_argument& error) {
      CHECK(std::string(error.what()).find("k3y") == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace sleeve::data::http
