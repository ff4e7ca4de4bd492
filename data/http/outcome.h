// How a request ended.
#pragma once

#include <optional>
#include <string>

#include "data/http/message.h"

namespace sleeve::data::http {

/// Why there is no response.
enum class Failure {
  bad_address,        ///< not an http or https address, or one with a password in it
  name_not_resolved,  ///< the host has no address, or nobody could be asked for it
  no_connection,      ///< refused, unreachable, or nobody answered
  certificate,        ///< expired, of another host, of an unknown issuer...
  connection_lost,    ///< it broke before the answer was whole
  timed_out,          ///< not done within the time limit, or stalled
  too_large,          ///< the body exceeds `max_bytes`
  malformed_answer,   ///< not HTTP, or compressed wrongly
  forbidden_address,  ///< the host's address is private, local or reserved
  bad_redirect,       ///< to another scheme, from https to a port of http, too many, or nowhere
  gave_up,            ///< to the last try it said "later" (429, 5xx), or "much later"
};

/// Of a request, after all its tries.
struct Outcome {
  /// The final answer, whatever its status: 404 is a response. Only 429 and 5xx are not.
  std::optional<Response> response = {};
  /// Unless there is a response: why, and the same for people, naming the host, in one line.
  Failure failure = Failure::gave_up;
  std::string reason = {};
  /// Requests that were sent or attempted, hops of redirects not counted.
  int tries = 0;
};

}  // namespace sleeve::data::http
