#include "tests/servers/server.h"

#include <limits>
#include <stdexcept>
#include <utility>

namespace sleeve::tests {

Server::Server(Answer answer, int port)
    : Server(std::make_unique<httplib::Server>(), "http://", std::move(answer), port) {}

Server::Server(const Certificate& certificate, Answer answer)
    : Server(std::make_unique<httplib::SSLServer>(certificate.x509(), certificate.key()),
             "https://", std::move(answer)) {}

Server::Server(std::unique_ptr<httplib::Server> server, std::string scheme, Answer answer, int port)
    : server_(std::move(server)), scheme_(std::move(scheme)) {
  server_->set_tcp_nodelay(true);
  // A connection that is kept occupies a thread.
  server_->new_task_queue = [] { return new httplib::ThreadPool(32); };
  server_->set_keep_alive_max_count(std::numeric_limits<int>::max());
  server_->set_keep_alive_timeout(1);
  server_->Get(".*", [this, answer = std::move(answer)](const auto& request, auto& response) {
    log_.add(
        {std::chrono::steady_clock::now(), request.target, request.headers, request.remote_port});
    answer(request, response);
  });
  // Not SO_REUSEPORT, with which two servers could have one port.
  server_->set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  constexpr const char* kHost = "127.0.0.1";
  port_ = port == 0 ? server_->bind_to_any_port(kHost) : port;
  if (port_ <= 0 || (port != 0 && !server_->bind_to_port(kHost, port))) {
    throw std::runtime_error(port == 0 ? "no port on loopback is free"
                                       : "port " + std::to_string(port) + " cannot be had");
  }
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  // Before it runs it could not be stopped.
  while (!server_->is_running()) std::this_thread::yield();
}

Server::~Server() {
  server_->stop();
  thread_.join();
}

std::string Server::url(const std::string& path) const { return scheme_ + authority() + path; }

}  // namespace sleeve::tests
