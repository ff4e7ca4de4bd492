#include "tests/servers/raw_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace sleeve::tests {
namespace {

struct Listener {
  int socket, port;
};

Listener listen_on_loopback() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || bind(listener, any, size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, any, &size) != 0)
    throw std::runtime_error("no port on loopback");
  return {listener, ntohs(address.sin_port)};
}

}  // namespace

bool RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawConnection::send_forever(std::string_view bytes) {
  while (send(bytes)) {
  }
}

void RawConnection::trickle(std::string_view bytes) {
  constexpr int kMilliseconds = 20;
  pollfd client{socket_, POLLIN | POLLRDHUP, 0};
  while (poll(&client, 1, kMilliseconds) == 0 && send(bytes)) {
  }
}

void RawConnection::fall_silent() {
  char ignored[256];
  while (recv(socket_, ignored, sizeof ignored, 0) > 0) {
  }
}

std::string ok_with_length(std::size_t length) {
  return "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: " +
         std::to_string(length) + "\r\n\r\n";
}

std::string ok_without_length() {
  return "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nConnection: close\r\n\r\n";
}

RawServer::RawServer(Behaviour behaviour) : behaviour_(std::move(behaviour)) {
  const Listener listener = listen_on_loopback();
  listener_ = listener.socket;
  port_ = listener.port;
  acceptor_ = std::thread([this] { accept_connections(); });
}

RawServer::~RawServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_) shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : open_) close(socket);
}

std::string RawServer::url(const std::string& path) const { return "http://" + authority() + path; }

void RawServer::accept_connections() {
  while (true) {
    sockaddr_in client{};
    socklen_t size = sizeof client;
    const int socket =
        accept4(listener_, reinterpret_cast<sockaddr*>(&client), &size, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    open_.push_back(socket);
    threads_.emplace_back(&RawServer::serve, this, socket, ntohs(client.sin_port));
  }
}

void RawServer::serve(int socket, int client_port) {
  std::string head;
  char byte;
  while (!head.ends_with("\r\n\r\n")) {
    if (recv(socket, &byte, 1, 0) != 1) return;
    head += byte;
  }
  const auto path = head.find(' ') + 1;
  log_.add({std::chrono::steady_clock::now(),
            head.substr(path, head.find(' ', path) - path),
            {},
            client_port});
  RawConnection connection(socket);
  behaviour_(connection);
  shutdown(socket, SHUT_RDWR);
}

int free_port() {
  const Listener listener = listen_on_loopback();
  close(listener.socket);
  return listener.port;
}

}  // namespace sleeve::tests
