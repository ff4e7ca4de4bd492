// What is asked of a server, and what it answers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sleeve::data::http {

struct Header {
  std::string name, value;
  /// A secret value goes to the host of the request only, never along a redirect, and appears in no
  /// reason.
  bool secret = false;
};

struct Response {
  int status = 0;
  /// Where it came from in the end, after redirects.
  std::string url;
  /// As the server says; "" if it does not.
  std::string content_type;
  /// Decompressed. Of an answer that is not 2xx at most `kErrorBodyBytes`.
  std::vector<std::uint8_t> body;
};

/// Throws std::invalid_argument, without the value, if the header cannot be sent as one line.
void check(const Header& header);

/// How much of a page about an error is kept: enough to read what it says.
constexpr std::size_t kErrorBodyBytes = 64 << 10;

/// A GET.
struct Request {
  std::string url;
  std::vector<Header> headers = {};
  /// Of the decompressed body.
  std::size_t max_bytes = 16 << 20;
  /// For each try and each hop of a redirect, from its start to the last byte.
  std::chrono::milliseconds time_limit = std::chrono::seconds(60);
  /// Some servers say "later" with status 200. If there is such a function, it gets every 2xx
  /// answer and returns why it means that, or nothing if it is a real answer. Must not throw.
  std::function<std::optional<std::string>(const Response&)> busy = {};
};

}  // namespace sleeve::data::http
