// The program fetch_covers against a server that plays Napster.
#pragma once

#include <signal.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <semaphore>
#include <set>
#include <string>
#include <vector>

#include "tests/servers/napster_server.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {

using Arguments = std::vector<std::string>;

/// Whom a server's thread sends a signal to.
class Target {
 public:
  void aim(pid_t pid) { pid_ = pid; }
  /// Once for each aim.
  void send(int signal_number) {
    if (const pid_t pid = pid_.exchange(kNobody); pid > 0) ::kill(pid, signal_number);
  }

 private:
  static constexpr pid_t kNobody = -1;
  std::atomic<pid_t> pid_ = kNobody;
};

/// Keeps covers back, so that a run is at work until it is opened.
class Gate {
 public:
  /// On a server's thread: waits.
  Trouble pass() {
    reached_.release();
    open_.wait(false);
    return Trouble::none;
  }
  /// Waits, though not for ever, for somebody to come.
  bool is_reached() { return reached_.try_acquire_for(std::chrono::minutes(1)); }
  void open() {
    open_ = true;
    open_.notify_all();
  }

 private:
  std::counting_semaphore<> reached_{0};
  std::atomic<bool> open_ = false;
};

class FetchFixture {
 public:
  /// With the key in the environment. `trouble` as in CatalogueOptions: called as each cover is
  /// asked for.
  explicit FetchFixture(std::function<Trouble(std::uint64_t)> trouble = {},
                        std::size_t albums_per_genre = 100);

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string out() const { return path("out"); }

  /// fetch_covers --source napster --genres jazz,rock, from the server into out(), and `more`.
  Arguments command(const Arguments& more = {}) const;
  ChildProcess::Outcome fetch(const Arguments& more = {}, const RunOptions& options = {}) const {
    return run(command(more), options);
  }

  /// By source_id. Checks that every line has its file.
  std::map<std::string, nlohmann::json> manifest() const;
  /// In covers/, hidden ones too.
  std::set<std::string> files() const;
  /// How often each cover was asked for.
  std::map<std::string, int> covers_asked() const;
  const NapsterServer& server() const { return server_; }

 private:
  TemporaryFolder folder_;
  NapsterServer server_;
};

}  // namespace sleeve::tests
