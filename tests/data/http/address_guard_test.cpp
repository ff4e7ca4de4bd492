#include "data/http/address_guard.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <string>

namespace sleeve::data::http {
namespace {

std::optional<std::string> judged(const std::string& text) {
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1)
    return why_not_public(reinterpret_cast<const sockaddr&>(v6));
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  REQUIRE(inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1);
  return why_not_public(reinterpret_cast<const sockaddr&>(v4));
}

TEST_CASE("addresses of the public Internet") {
  for (const std::string text : {"1.1.1.1",
                                 "9.255.255.255",
                                 "11.0.0.0",
                                 "100.63.255.255",
                                 "100.128.0.0",
                                 "126.255.255.255",
                                 "128.0.0.0",
                                 "169.253.255.255",
                                 "169.255.0.0",
                                 "172.15.255.255",
                                 "172.32.0.0",
                                 "192.167.255.255",
                                 "192.169.0.0",
                                 "198.17.255.255",
                                 "198.20.0.0",
                                 "223.255.255.255",
                                 "2606:4700:4700::1111",
                                 "2a00:1450:4001:830::200e",
                                 "2001:4860:4860::8888",
                                 "::ffff:1.1.1.1",
                                 "64:ff9b::1.1.1.1",
                                 "2002:0101:0101::1"}) {
    CAPTURE(text);
    CHECK_FALSE(judged(text));
  }
}

TEST_CASE("private, local and reserved ones, whatever they are wrapped in") {
  for (const std::string v4 :
       {"0.0.0.0",     "0.1.2.3",         "10.0.0.0",     "10.255.255.255",
        "100.64.0.0",  "100.127.255.255", "127.0.0.1",    "127.255.255.255",
        "169.254.0.0", "169.254.169.254", "172.16.0.0",   "172.31.255.255",
        "192.0.0.8",   "192.0.2.1",       "192.168.0.0",  "192.168.255.255",
        "198.18.0.0",  "198.19.255.255",  "198.51.100.1", "203.0.113.1",
        "224.0.0.1",   "239.255.255.255", "240.0.0.0",    "255.255.255.255"}) {
    CAPTURE(v4);
    CHECK(judged(v4));
    for (const std::string prefix : {"::ffff:", "::ffff:0:", "64:ff9b::", "::"}) {
      CAPTURE(prefix);
      CHECK(judged(prefix + v4));
    }
  }
  for (const std::string v6 : {"::",
                               "::1",
                               "::2",
                               "fe80::1",
                               "febf::1",
                               "fec0::1",
                               "fc00::1",
                               "fdff::1",
                               "ff02::1",
                               "2001:db8::1",
                               "2001::1",
                               "2001:1ff::1",
                               "3fff::1",
                               "100::1",
                               "64:ff9b:1::1.1.1.1",
                               "4000::1",
                               "1fff::1",
                               "2002:7f00:0001::1",
                               "2002:0a00:0001::1",
                               "2002:c0a8:0101::1"}) {
    CAPTURE(v6);
    CHECK(judged(v6));
  }
}

TEST_CASE("the reason is what the address is") {
  CHECK(judged("127.0.0.1") == "a loopback address");
  CHECK(judged("::1") == "a loopback address");
  CHECK(judged("::ffff:10.0.0.1") == "a private address");
  CHECK(judged("169.254.169.254") == "a link-local address");
  CHECK(judged("fe80::1") == "a link-local address");
  CHECK(judged("fd00::1") == "a private address");
}

TEST_CASE("what is no address of the Internet is not public") {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  CHECK(why_not_public(reinterpret_cast<const sockaddr&>(local)));
}

}  // namespace
}  // namespace sleeve::data::http
