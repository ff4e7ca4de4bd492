// Which addresses a stranger's link must not lead to.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

namespace sleeve::data::http {

/// What makes an address none of the public Internet: "a private address", "a loopback address"...
/// Nothing for a public one. By IANA's registries of special-purpose addresses (RFC 6890). IPv4
/// addresses inside IPv6 ones (mapped, translated, NAT64, 6to4) are what they are outside.
std::optional<std::string> why_not_public(const sockaddr& address);

/// "10.1.2.3", "fe80::1"
std::string to_string(const sockaddr& address);

}  // namespace sleeve::data::http
