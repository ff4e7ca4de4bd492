// HTTP/2, with a server that speaks it: nghttpd, of nghttp2.
#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "tests/data/http/asking.h"
#include "tests/servers/certificate.h"
#include "tests/servers/server.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::data::http {
namespace {

namespace fs = std::filesystem;
using tests::ChildProcess;

/// One that nobody listens at any more.
int free_port() {
  return tests::Server([](const httplib::Request&, httplib::Response&) {}).port();
}

TEST_CASE("over HTTP/2 requests to a host share one connection") {
  constexpr int kFiles = 10;  // nobody reads the server's log before its end
  const tests::TemporaryFolder folder;
  const fs::path key = folder.path() / "key.pem", certificate = folder.path() / "certificate.pem";
  const tests::Certificate for_loopback("IP:127.0.0.1");
  for_loopback.write(certificate);
  for_loopback.write_key(key);
  fs::create_directory(folder.path() / "files");
  for (int i = 0; i < kFiles; ++i) {
    std::ofstream(folder.path() / "files" / std::to_string(i)) << "file " << i;
  }
  const std::string port = std::to_string(free_port());
  ChildProcess server({SLEEVE_NGHTTPD, "--verbose", "--address", "127.0.0.1", "--htdocs",
                       folder.path() / "files", port, key, certificate});

  ClientOptions options = on_loopback();
  options.certificates = certificate;
  options.retry.tries = 200;  // until it listens
  options.retry.longest_delay = std::chrono::milliseconds(100);
  Client client(options);
  std::vector<Request> requests;
  for (int i = 0; i < kFiles; ++i) {
    requests.push_back({.url = "https://127.0.0.1:" + port + "/" + std::to_string(i)});
  }
  const std::vector<Outcome> outcomes = ask(client, requests);
  for (int i = 0; i < kFiles; ++i) CHECK(text(outcomes[i]) == "file " + std::to_string(i));

  server.send(SIGTERM);
  const std::string log = server.finish().out;
  CHECK(mentions(log, "The negotiated protocol: h2\n"));
  std::set<std::string> connections;
  for (auto at = log.find("[id="); at != log.npos; at = log.find("[id=", at + 1)) {
    connections.insert(log.substr(at, log.find(']', at) - at));
  }
  CHECK(connections.size() == 1);
}

}  // namespace
}  // namespace sleeve::data::http
