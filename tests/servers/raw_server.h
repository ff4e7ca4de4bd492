// A server that need not keep to HTTP: what it sends are bytes.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/servers/arrivals.h"

namespace sleeve::tests {

/// One connection, after the head of its request has been read. Closed when the behaviour returns.
class RawConnection {
 public:
  explicit RawConnection(int socket) : socket_(socket) {}

  /// False once the client is gone.
  bool send(std::string_view bytes);
  /// Sends `bytes` again and again until the client is gone.
  void send_forever(std::string_view bytes);
  /// The same, but a few bytes per second, like a server under great load.
  void trickle(std::string_view bytes);
  /// Sends no more, and waits until the client is gone.
  void fall_silent();

 private:
  int socket_;
};

/// Ready-made heads: 200 with this body length, or without any (the body ends with the connection).
std::string ok_with_length(std::size_t length);
std::string ok_without_length();

/// Listens on a free port of 127.0.0.1 from construction to destruction. It reads one request of
/// each connection and then behaves.
class RawServer {
 public:
  /// Called from a thread per connection.
  using Behaviour = std::function<void(RawConnection&)>;

  explicit RawServer(Behaviour behaviour);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::string url(const std::string& path = "/") const;
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }

  /// Without their headers.
  std::vector<Arrival> arrivals() const { return log_.arrivals(); }

 private:
  void accept_connections();
  void serve(int socket, int client_port);

  Behaviour behaviour_;
  ArrivalLog log_;
  int listener_;
  int port_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// A port of loopback where nobody listens.
int free_port();

}  // namespace sleeve::tests
