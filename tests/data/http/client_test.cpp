#include "data/http/client.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/servers/server.h"

namespace sleeve::data::http {
namespace {

using tests::Server;

TEST_CASE("an answer comes whole, with its status, type and address") {
  Server server([](const httplib::Request&, httplib::Response& response) {
    response.set_content("hello", "text/plain");
  });
  Client client({.user_agent = "Sleeve/test", .private_hosts = {"127.0.0.1"}});
  std::optional<Outcome> outcome;
  client.get({.url = server.url("/a?b=c")}, [&](Outcome o) { outcome = std::move(o); });
  while (client.active()) client.poll(std::chrono::seconds(1));
  REQUIRE(outcome);
  CAPTURE(outcome->reason);
  REQUIRE(outcome->response);
  CHECK(outcome->response->status == 200);
  CHECK(outcome->response->content_type == "text/plain");
  CHECK(outcome->response->url == server.url("/a?b=c"));
  CHECK(outcome->tries == 1);
  CHECK(std::string(outcome->response->body.begin(), outcome->response->body.end()) == "hello");
}

}  // namespace
}  // namespace sleeve::data::http
