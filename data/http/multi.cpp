#include "data/http/multi.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace sleeve::data::http {
namespace {

using std::chrono::milliseconds;

/// Connections kept for later, to all hosts.
constexpr long kIdleConnections = 256;

void check(CURLMcode code) {
  if (code != CURLM_OK)
    throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
}

CURLM* open() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* multi = code == CURLE_OK ? curl_multi_init() : nullptr;
  if (!multi) throw std::runtime_error("libcurl cannot be started");
  return multi;
}

}  // namespace

Multi::Multi(int connections_per_host) : multi_(open()) {
  check(curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS,
                          static_cast<long>(connections_per_host)));
  check(curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kIdleConnections));
}

void Multi::add(CURL* easy) { check(curl_multi_add_handle(multi_.get(), easy)); }

void Multi::perform() {
  int running = 0;
  check(curl_multi_perform(multi_.get(), &running));
}

std::optional<Multi::Done> Multi::next_done() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) return Done{message->easy_handle, message->data.result};
  }
  return std::nullopt;
}

void Multi::wait(milliseconds most) {
  constexpr milliseconds kLongest = std::chrono::hours(1);  // an int has to hold it
  const auto time = std::clamp(most, milliseconds(0), kLongest);
  check(curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(time.count()), nullptr));
}

}  // namespace sleeve::data::http
