#include "tests/servers/server.h"

#include <stdexcept>
#include <utility>

namespace sleeve::tests {

Server::Server(Answer answer) {
  server_.set_tcp_nodelay(true);
  server_.Get(".*", [this, answer = std::move(answer)](const auto& request, auto& response) {
    {
      const std::lock_guard lock(mutex_);
      arrivals_.push_back(
          {std::chrono::steady_clock::now(), request.target, request.headers, request.remote_port});
    }
    answer(request, response);
  });
  port_ = server_.bind_to_any_port("127.0.0.1");
  if (port_ <= 0) throw std::runtime_error("no port on loopback");
  thread_ = std::thread([this] { server_.listen_after_bind(); });
  // Before it runs it could not be stopped.
  while (!server_.is_running()) std::this_thread::yield();
}

Server::~Server() {
  server_.stop();
  thread_.join();
}

std::string Server::url(const std::string& path) const { return "http://" + authority() + path; }

std::vector<Arrival> Server::arrivals() const {
  const std::lock_guard lock(mutex_);
  return arrivals_;
}

}  // namespace sleeve::tests
