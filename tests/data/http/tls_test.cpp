// Servers that speak TLS.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/data/http/asking.h"
#include "tests/servers/certificate.h"
#include "tests/servers/server.h"

namespace sleeve::data::http {
namespace {

using tests::Certificate;
using tests::Server;

void say_hello(const httplib::Request&, httplib::Response& response) {
  response.set_content("hello", "text/plain");
}

/// Of a server with this certificate; the client trusts it if `trusted`.
Outcome ask_with(const Certificate& certificate, bool trusted, const Server::Answer& answer) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("sleeve_tls_test_" + std::to_string(getpid()) + ".pem");
  certificate.write(file);
  Outcome outcome;
  {
    Server server(certificate, answer);
    ClientOptions options = on_loopback();
    if (trusted) options.certificates = file.string();
    Client client(options);
    outcome = ask(client, {.url = server.url("/"), .headers = {{"apikey", "k3y", true}}});
    // Nothing is said to a server that is not the right one.
    if (!outcome.response && outcome.failure == Failure::certificate) {
      CHECK(server.arrivals().empty());
      CHECK(outcome.tries == 1);
    }
  }
  std::filesystem::remove(file);
  return outcome;
}

TEST_CASE("a certificate that is trusted, for this host and not expired") {
  CHECK(text(ask_with(Certificate("IP:127.0.0.1"), true, say_hello)) == "hello");
}

TEST_CASE("an expired certificate") {
  const Outcome outcome = ask_with(Certificate("IP:127.0.0.1", -1), true, say_hello);
  CHECK(outcome.failure == Failure::certificate);
  CHECK(mentions(outcome.reason, "expired"));
  CHECK(mentions(outcome.reason, "clock"));
}

TEST_CASE("a certificate that nobody vouches for") {
  const Outcome outcome = ask_with(Certificate("IP:127.0.0.1"), false, say_hello);
  CHECK(outcome.failure == Failure::certificate);
  CHECK(mentions(outcome.reason, "self-signed"));
}

TEST_CASE("a certificate of another host") {
  const Outcome outcome = ask_with(Certificate("DNS:covers.example"), true, say_hello);
  CHECK(outcome.failure == Failure::certificate);
  CHECK(mentions(outcome.reason, "127.0.0.1"));
}

TEST_CASE("nobody is led from https to http") {
  Server open(say_hello);
  const Outcome outcome = ask_with(Certificate("IP:127.0.0.1"), true,
                                   [&](const httplib::Request&, httplib::Response& response) {
                                     response.set_redirect(open.url("/"), 307);
                                   });
  CHECK(outcome.failure == Failure::bad_redirect);
  CHECK(mentions(outcome.reason, "https to http"));
  CHECK(open.arrivals().empty());
}

TEST_CASE("https where http is spoken") {
  Server server(say_hello);
  const Outcome outcome = ask({.url = "https://" + server.authority() + "/"});
  CHECK(outcome.failure == Failure::no_connection);
  CHECK(mentions(outcome.reason, "TLS"));
}

}  // namespace
}  // namespace sleeve::data::http
