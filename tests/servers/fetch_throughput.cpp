// fetch_throughput: how fast fetch_covers fetches, and in how much memory, from a server on this
// machine that plays Napster. Both share its cores.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/support/program.h"
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
};

void add_options(CLI::App& app, Options& options) {
  app.add_option("--albums", options.albums, "Albums that are listed")->capture_default_str();
  app.add_option("--one-cover-in", options.one_cover_in,
                 "So many albums have one cover between them; others are answered by 404")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--bytes", options.bytes, "Size of a cover's file")->capture_default_str();
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
    throw std::runtime_error("fetch_covers has failed");
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss};
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
  ::setenv("NAPSTER_API_KEY", "test-key", 1);
  const Usage usage =
      run_and_measure({SLEEVE_FETCH_COVERS, "--source", "napster", "--genres", "jazz",
                       "--per-genre", std::to_string(options.albums), "--base", server.api().url(),
                       "--covers-base", server.covers().url(), "--out", folder.path() / "out"});
  const fs::directory_iterator files(folder.path() / "out" / "covers");
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
      {"fetch_throughput", "Measures fetch_covers against a server on this machine."}, argc, argv,
      add_options, measure);
}
