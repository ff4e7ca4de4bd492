#include "data/http/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstdint>
#include <cstring>
#include <span>

namespace sleeve::data::http {
namespace {

struct Block {
  const char* network;
  int bits;
  const char* what;
};

constexpr Block kSpecial4[] = {
    {"0.0.0.0", 8, "an address of this network"},
    {"10.0.0.0", 8, "a private address"},
    {"100.64.0.0", 10, "an address behind a carrier's NAT"},
    {"127.0.0.0", 8, "a loopback address"},
    {"169.254.0.0", 16, "a link-local address"},
    {"172.16.0.0", 12, "a private address"},
    {"192.0.0.0", 24, "a reserved address"},
    {"192.0.2.0", 24, "an address for documentation"},
    {"192.88.99.0", 24, "a reserved address"},
    {"192.168.0.0", 16, "a private address"},
    {"198.18.0.0", 15, "an address for benchmarks"},
    {"198.51.100.0", 24, "an address for documentation"},
    {"203.0.113.0", 24, "an address for documentation"},
    {"224.0.0.0", 4, "a multicast address"},
    {"240.0.0.0", 4, "a reserved address"},
};

// Of IPv6 only 2000::/3 is given out to the public; the rest is named for the message.
constexpr Block kSpecial6[] = {
    {"::", 128, "an unspecified address"},
    {"::1", 128, "a loopback address"},
    {"2001::", 23, "a reserved address"},
    {"2001:db8::", 32, "an address for documentation"},
    {"3fff::", 20, "an address for documentation"},
    {"fc00::", 7, "a private address"},
    {"fe80::", 10, "a link-local address"},
    {"fec0::", 10, "a private address"},
    {"ff00::", 8, "a multicast address"},
};
constexpr Block kPublic6 = {"2000::", 3, ""};

/// IPv6 blocks whose addresses hold an IPv4 address, and the byte it begins at.
struct Embedding {
  Block block;
  int offset;
};
constexpr Embedding kEmbeddings[] = {
    {{"::ffff:0:0", 96, "mapped"}, 12},
    {{"::ffff:0:0:0", 96, "translated"}, 12},
    {{"64:ff9b::", 96, "NAT64"}, 12},
    {{"2002::", 16, "6to4"}, 2},
};

using Bytes = std::span<const std::uint8_t>;

bool is_in(const Block& block, Bytes address) {
  std::uint8_t network[16];
  inet_pton(address.size() == 4 ? AF_INET : AF_INET6, block.network, network);
  const int whole = block.bits / 8, rest = block.bits % 8;
  if (std::memcmp(network, address.data(), static_cast<std::size_t>(whole)) != 0) return false;
  return rest == 0 ||
         (network[whole] ^ address[static_cast<std::size_t>(whole)]) >> (8 - rest) == 0;
}

std::optional<std::string> find(std::span<const Block> blocks, Bytes address) {
  for (const Block& block : blocks)
    if (is_in(block, address)) return block.what;
  return std::nullopt;
}

std::optional<std::string> why_not_public6(Bytes address) {
  for (const Embedding& embedding : kEmbeddings)
    if (is_in(embedding.block, address))
      return find(kSpecial4, address.subspan(static_cast<std::size_t>(embedding.offset), 4));
  if (auto what = find(kSpecial6, address)) return what;
  if (!is_in(kPublic6, address)) return "a reserved address";
  return std::nullopt;
}

Bytes bytes_of(const sockaddr& address) {
  if (address.sa_family == AF_INET)
    return {reinterpret_cast<const std::uint8_t*>(
                &reinterpret_cast<const sockaddr_in&>(address).sin_addr),
            4};
  if (address.sa_family == AF_INET6)
    return {reinterpret_cast<const std::uint8_t*>(
                &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr),
            16};
  return {};
}

}  // namespace

std::optional<std::string> why_not_public(const sockaddr& address) {
  const Bytes bytes = bytes_of(address);
  if (bytes.empty()) return "no address of the Internet";
  return bytes.size() == 4 ? find(kSpecial4, bytes) : why_not_public6(bytes);
}

std::string to_string(const sockaddr& address) {
  const Bytes bytes = bytes_of(address);
  char text[INET6_ADDRSTRLEN] = "?";
  if (!bytes.empty()) inet_ntop(address.sa_family, bytes.data(), text, sizeof text);
  return text;
}

}  // namespace sleeve::data::http
