// cover_server: a source of covers on this machine, to try fetch_covers and all that follows
// without the web.
#include <signal.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

#include "apps/support/choice.h"
#include "apps/support/program.h"
#include "tests/servers/deezer_server.h"
#include "tests/servers/demo_catalogue.h"
#include "tests/servers/musicbrainz_server.h"
#include "tests/servers/napster_server.h"

namespace sleeve::tests {
namespace {

constexpr const char* kKey = "test-key";

enum class Source { kMusicBrainz, kDeezer, kNapster };

struct Options {
  Source source = Source::kMusicBrainz;
  std::size_t count = 200;
  std::uint64_t seed = 1;
  int port = 0;
};

void add_options(CLI::App& app, Options& options) {
  apps::add_choice<Source>(app, "--source", options.source,
                           {{"musicbrainz", Source::kMusicBrainz},
                            {"deezer", Source::kDeezer},
                            {"napster", Source::kNapster}},
                           "The source that it pretends to be [musicbrainz]");
  app.add_option("--count", options.count, "Albums of each genre")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "The same seed makes the same albums and covers")
      ->capture_default_str();
  app.add_option("--port", options.port, "First of up to three ports in a row; 0: free ones")
      ->check(CLI::Range(0, 65'533))
      ->capture_default_str();
}

std::unique_ptr<SourceServer> make_server(const Options& options) {
  SourceServerOptions server;
  server.catalogue = demo_catalogue(options.count, options.seed);
  server.covers.pictures = static_cast<int>(options.count);  // no picture twice
  server.limited = true;
  server.first_port = options.port;
  switch (options.source) {
    case Source::kDeezer:
      return std::make_unique<DeezerServer>(server);
    case Source::kNapster:
      return std::make_unique<NapsterServer>(server, kKey);
    case Source::kMusicBrainz:
      break;
  }
  return std::make_unique<MusicBrainzServer>(server);
}

/// The source, and what it needs besides.
std::string source_options(Source source) {
  switch (source) {
    case Source::kDeezer:
      return "--source deezer";
    case Source::kNapster:
      return "--source napster";
    case Source::kMusicBrainz:
      break;
  }
  return "--source musicbrainz --contact me@example.org";
}

std::string fetch_command(const Options& options, const SourceServer& server) {
  std::string genres;
  for (const std::string& genre : server.catalogue().genres()) {
    genres += (genres.empty() ? "" : ",") + genre;
  }
  // Not all albums are of the right kind and have a cover.
  const std::size_t per_genre = std::max<std::size_t>(1, options.count / 2);
  return (options.source == Source::kNapster ? "NAPSTER_API_KEY=" + std::string(kKey) + " " : "") +
         "fetch_covers " + source_options(options.source) + " --base " + server.api().url() +
         " --covers-base " + server.covers().url() + " --genres " + genres + " --per-genre " +
         std::to_string(per_genre) + " --out fetched";
}

int serve(const Options& options) {
  // Before there are threads, which inherit it.
  sigset_t stop;
  sigemptyset(&stop);
  for (const int signal : {SIGINT, SIGTERM}) sigaddset(&stop, signal);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  const std::unique_ptr<SourceServer> server = make_server(options);
  std::cout << "Serving until Ctrl-C. In another terminal:\n\n"
            << fetch_command(options, *server) << std::endl;
  int signal = 0;
  sigwait(&stop, &signal);
  return apps::kDone;
}

}  // namespace
}  // namespace sleeve::tests

int main(int argc, char** argv) {
  using namespace sleeve::tests;
  return sleeve::apps::run_program(
      {"cover_server", "Pretends to be a source of covers, which are drawn by code."}, argc, argv,
      add_options, serve);
}
