// What tests of the client share.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "data/http/client.h"

namespace sleeve::data::http {

/// A client that may ask servers on 127.0.0.1, and does not pause for long.
inline ClientOptions on_loopback() {
  return {.user_agent = "Sleeve/test (tests@example.org)",
          .retry = {.tries = 3, .first_delay = std::chrono::milliseconds(2)},
          .private_hosts = {"127.0.0.1"}};
}

/// The outcomes of all of them, in the order of the requests.
inline std::vector<Outcome> ask(Client& client, const std::vector<Request>& requests) {
  std::vector<Outcome> outcomes(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i)
    client.get(requests[i], [&outcomes, i](Outcome outcome) { outcomes[i] = std::move(outcome); });
  while (client.active() > 0) client.poll(std::chrono::seconds(10));
  return outcomes;
}

inline Outcome ask(Client& client, const Request& request) {
  return ask(client, std::vector{request}).front();
}

inline Outcome ask(const Request& request) {
  Client client(on_loopback());
  return ask(client, request);
}

inline std::string text(const Outcome& outcome) {
  if (!outcome.response) return "no response: " + outcome.reason;
  return {outcome.response->body.begin(), outcome.response->body.end()};
}

inline bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace sleeve::data::http
