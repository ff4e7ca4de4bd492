// Gets many addresses at once, fast where it may be and never faster than a host permits.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/http/message.h"
#include "data/http/outcome.h"
#include "data/http/rate_limit.h"
#include "data/http/retry.h"

namespace sleeve::data::http {

struct ClientOptions {
  /// Goes with every request, e.g. "Sleeve/1.0 (name@example.org)".
  std::string user_agent;
  /// Requests on their way to one host at a time, each over a connection of its own unless HTTP/2
  /// shares one.
  int connections_per_host = 8;
  /// Requests on their way to all hosts at a time: processes may open 1024 files as a rule.
  int connections = 64;
  /// By `authority` of their addresses. Hosts that are not here have no limit.
  std::map<std::string, RateLimit> rate_limits = {};
  /// Another process may just have used the limits up: hosts that have one are first left alone for
  /// a window.
  bool limits_may_be_used = false;
  RetryPolicy retry = {};
  /// Names of hosts whose addresses may be private or local, because the user named them. No other
  /// host's may, wherever a redirect leads.
  std::vector<std::string> private_hosts = {};
  /// A file of certificates to trust (PEM) instead of the system's.
  std::string certificates = {};
  /// Longest time to a connection, and longest time without a byte worth the name.
  std::chrono::milliseconds connect_limit = std::chrono::seconds(15);
  std::chrono::seconds stall_limit = std::chrono::seconds(20);
  /// Of the random part of pauses.
  std::uint64_t seed = 1;
};

/// A host that nothing is sent to for now.
struct Pause {
  std::string host;  ///< its `authority`
  std::chrono::milliseconds left{};
  std::string reason;  ///< what it said
};

/// Sends GETs from one thread: everything happens inside `poll`, callbacks included. Requests to a
/// host wait their turn in the order given. Redirects are followed (at most 5, http and https only,
/// from https to https only); each hop and each try counts against the limit of its host. A host
/// that says "later" (429, 503, Request::busy) is left alone, for as long as it asks (Retry-After)
/// or a back-off; other 5xx, and what failed on the way, are tried again after a back-off of their
/// own. TLS is verified. Proxies of the environment are not used: where they lead to could not be
/// checked.
class Client {
 public:
  using Done = std::function<void(Outcome)>;

  /// Throws std::invalid_argument if a limit makes no sense, std::runtime_error if libcurl cannot
  /// be started.
  explicit Client(ClientOptions options);
  /// Requests that are not done are dropped; their callbacks are never called.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Starts as soon as its host permits, at the earliest in the next `poll`. A waiting request
  /// costs about a kilobyte: the caller bounds how many there are. `done` is called once, inside
  /// `poll`, and may call `get`. Throws std::invalid_argument if a header cannot be sent (line
  /// breaks).
  void get(Request request, Done done);

  /// Requests whose callbacks have not been called yet.
  std::size_t active() const;

  /// Works until a request is done, `wake` was called or `timeout` has passed, whichever is first;
  /// 0 works without waiting. What a callback throws comes out of here; the client goes on. Returns
  /// whether a request was done.
  bool poll(std::chrono::milliseconds timeout);

  /// Ends a `poll` that waits, or else the next one. From any thread, but not from signal handlers.
  void wake();

  /// How long a host, by its `authority`, is left alone because it asked for that, or because a run
  /// before may have used its limit (once something waits for it). Limits do not count.
  std::chrono::milliseconds held_for(const std::string& host) const;

  /// The pause that ends last, if hosts are left alone for now while requests wait for them.
  std::optional<Pause> longest_pause() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace sleeve::data::http
