// A web server on loopback whose log says what arrived, and when.
#pragma once

#include <httplib.h>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sleeve::tests {

struct Arrival {
  std::chrono::steady_clock::time_point time;
  std::string path;  ///< with its query
  httplib::Headers headers;
  int client_port = 0;  ///< tells connections apart
};

/// Listens on a free port from construction to destruction.
class Server {
 public:
  using Answer = std::function<void(const httplib::Request&, httplib::Response&)>;

  explicit Server(Answer answer);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const { return port_; }
  /// "http://127.0.0.1:PORT" + path
  std::string url(const std::string& path = "") const;
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }

  /// In the order of arrival.
  std::vector<Arrival> arrivals() const;

 private:
  httplib::Server server_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<Arrival> arrivals_;
  std::thread thread_;
};

}  // namespace sleeve::tests
