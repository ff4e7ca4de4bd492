// A web server on loopback that answers as a test says.
#pragma once

#include <httplib.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/servers/arrivals.h"
#include "tests/servers/certificate.h"

namespace sleeve::tests {

/// Listens on 127.0.0.1 from construction to destruction. Whoever asks it should be gone first: an
/// open connection keeps it for a second.
class Server {
 public:
  /// Called from several threads at a time.
  using Answer = std::function<void(const httplib::Request&, httplib::Response&)>;

  /// On a free port, unless one is given. Throws std::runtime_error: there is none, it is taken.
  explicit Server(Answer answer, int port = 0);
  /// Speaks https, with this certificate.
  Server(const Certificate& certificate, Answer answer);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// "http://127.0.0.1:PORT" + path
  std::string url(const std::string& path = "") const;
  /// "127.0.0.1:PORT"
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }

  std::vector<Arrival> arrivals() const { return log_.arrivals(); }

 private:
  Server(std::unique_ptr<httplib::Server> server, std::string scheme, Answer answer, int port = 0);

  std::unique_ptr<httplib::Server> server_;
  std::string scheme_;
  int port_;
  ArrivalLog log_;
  std::thread thread_;
};

}  // namespace sleeve::tests
