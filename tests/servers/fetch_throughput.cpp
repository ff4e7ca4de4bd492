// fetch_throughput: how fast data/fetching fetches, and in how much memory, from a server on this
// machine that plays Napster. Both share its cores. The rate that Napster permits is not kept: it
// would be all that one sees.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/support/program.h"
#include "data/fetching/fetch.h"
#include "data/fetching/manifest_writer.h"
#include "tests/servers/napster_server.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostOfGenre = 5000;  // longer lists of Napster are not read to their end

struct Options {
  std::size_t albums = 20000;
  std::size_t one_cover_in = 1;
  std::size_t bytes = 20000;
  // For the process that fetches, which this program starts.
  std::string genres, api, covers, out;
};

void add_options(CLI::App& app, Options& options) {
  app.add_option("--albums", options.albums, "Albums that are listed")->capture_default_str();
  app.add_option("--one-cover-in", options.one_cover_in,
                 "So many albums have one cover between them; others are answered by 404")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--bytes", options.bytes, "Size of a cover's file")->capture_default_str();
  constexpr const char* kHidden = "";
  app.add_option("--genres", options.genres)->group(kHidden);
  app.add_option("--api", options.api)->group(kHidden);
  app.add_option("--covers", options.covers)->group(kHidden);
  app.add_option("--out", options.out)->group(kHidden);
}

struct Usage {
  double seconds = 0, cpu_seconds = 0;
  long peak_kib = 0;
};

/// Throws std::runtime_error if it does not end with 0.
Usage run_and_measure(const std::vector<std::string>& command) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t pid = ::fork();
  if (pid == 0) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& argument : command) {
      arguments.push_back(const_cast<char*>(argument.data()));
    }
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  int status = 0;
  rusage used{};
  ::wait4(pid, &status, 0, &used);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error("fetching has failed");
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss};
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, ',');) words.push_back(word);
  return words;
}

int fetch(const Options& options) {
  const auto source = data::sources::make_source(
      {.name = "napster", .base = options.api, .covers_base = options.covers, .key = "test-key"});
  fs::create_directories(options.out);
  data::fetching::Journal journal(fs::path(options.out) / "journal.sqlite", {});
  data::fetching::CoverFolder covers(fs::path(options.out) / "covers");
  data::http::ClientOptions client;
  client.user_agent = "fetch_throughput";
  client.private_hosts = {"127.0.0.1"};
  data::fetching::FetchOptions fetch_options;
  fetch_options.genres = split(options.genres);
  fetch_options.per_genre = 10'000'000;
  data::fetching::fetch(fetch_options, *source, journal, covers, client);
  data::fetching::write_manifest(fs::path(options.out) / "manifest.jsonl", "covers", journal,
                                 source->info());
  return apps::kDone;
}

int measure(const Options& options) {
  SourceServerOptions server_options;
  const std::size_t genres = (options.albums + kMostOfGenre - 1) / kMostOfGenre;
  std::string names;
  server_options.catalogue.genres.clear();
  for (std::size_t i = 0; i < genres; ++i) {
    server_options.catalogue.genres.push_back("genre" + std::to_string(i));
    names += (i == 0 ? "" : ",") + server_options.catalogue.genres.back();
  }
  server_options.catalogue.albums_per_genre = options.albums / genres;
  server_options.catalogue.trouble = [&](std::uint64_t album) {
    return album % options.one_cover_in == 0 ? Trouble::none : Trouble::no_image;
  };
  server_options.covers.bytes = options.bytes;
  const NapsterServer server(server_options);
  const TemporaryFolder folder;
  const fs::path out = folder.path() / "out";
  const Usage usage =
      run_and_measure({"/proc/self/exe", "--genres", names, "--api", server.api().url(), "--covers",
                       server.covers().url(), "--out", out});
  const fs::directory_iterator files(out / "covers");
  const auto covers = static_cast<std::size_t>(std::distance(begin(files), end(files)));
  std::printf(
      "%zu albums listed, %zu covers of %zu bytes fetched in %.1f s: %.0f covers/s, "
      "%.1f s of CPU, peak %.1f MiB\n",
      options.albums, covers, options.bytes, usage.seconds,
      static_cast<double>(covers) / usage.seconds, usage.cpu_seconds,
      static_cast<double>(usage.peak_kib) / 1024);
  return apps::kDone;
}

}  // namespace
}  // namespace sleeve::tests

int main(int argc, char** argv) {
  using namespace sleeve::tests;
  return sleeve::apps::run_program(
      {"fetch_throughput", "Measures fetching against a server on this machine."}, argc, argv,
      add_options, [](const Options& options) {
        return options.out.empty() ? measure(options) : fetch(options);
      });
}
