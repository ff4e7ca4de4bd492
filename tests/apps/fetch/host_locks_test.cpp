// What processes that ask the same host know of each other.
#include "apps/fetch/host_locks.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include "apps/support/program.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using apps::HostLocks;
using std::chrono::hours;
namespace fs = std::filesystem;

constexpr const char* kHost = "api.example.org:443";
const std::map<std::string, data::http::RateLimit> kHosts = {{kHost, {1, hours(1)}}};

void write_state(const fs::path& folder, const std::string& state) {
  std::ofstream(folder / kHost) << state;
}

std::string minutes_ago(int minutes) {
  const auto time = std::chrono::system_clock::now() - std::chrono::minutes(minutes);
  using std::chrono::milliseconds;
  return std::to_string(std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count());
}

TEST_CASE("a host that was never asked has its limit whole; one just asked may not") {
  const TemporaryFolder folder;
  const fs::path locks = folder.path() / "sleeve" / "hosts";
  CHECK(!HostLocks(locks, kHosts).limits_may_be_used());
  CHECK(HostLocks(locks, kHosts).limits_may_be_used());
  CHECK(HostLocks(locks, kHosts).trouble() == "");
  const std::map<std::string, data::http::RateLimit> other = {{"b", {1, hours(1)}}};
  CHECK(!HostLocks(locks, other).limits_may_be_used());
  std::map<std::string, data::http::RateLimit> both = kHosts;
  both["c"] = {1, hours(1)};
  CHECK(HostLocks(locks, both).limits_may_be_used());
}

TEST_CASE("a limit is whole again after its window, a little widened") {
  const TemporaryFolder folder;
  write_state(folder.path(), minutes_ago(61));
  CHECK(HostLocks(folder.path(), kHosts).limits_may_be_used());
  write_state(folder.path(), minutes_ago(64));
  CHECK(!HostLocks(folder.path(), kHosts).limits_may_be_used());
  std::string state;
  std::ifstream(folder.path() / kHost) >> state;
  CHECK(state > minutes_ago(1));
  CHECK(state <= minutes_ago(0));
}

TEST_CASE("when a limit was last used is not known, so it may be used") {
  const TemporaryFolder folder;
  std::string killed = "?";
  { const HostLocks locks(folder.path(), kHosts); }
  {
    const HostLocks locks(folder.path(), kHosts);
    std::ifstream file(folder.path() / kHost);
    std::getline(file, killed);
  }
  for (const std::string& state :
       {killed, std::string("soon"), minutes_ago(-2), std::string("-9223372036854775808"),
        std::string("9223372036854775807")}) {
    CAPTURE(state);
    write_state(folder.path(), state);
    CHECK(HostLocks(folder.path(), kHosts).limits_may_be_used());
  }
  CHECK(killed == "");
}

TEST_CASE("one at a time asks a host; those without a limit are everybody's") {
  const TemporaryFolder folder;
  const HostLocks first(folder.path(), kHosts);
  CHECK_THROWS_WITH_AS(
      HostLocks(folder.path(), kHosts),
      "another fetch_covers is asking api.example.org:443, whose limit holds for both; run this "
      "one when it has ended",
      apps::InputError);
  CHECK(!HostLocks(folder.path(), {}).limits_may_be_used());
  // Who is refused one keeps none.
  std::map<std::string, data::http::RateLimit> two = kHosts;
  two["a"] = {1, hours(1)};
  CHECK_THROWS_AS(HostLocks(folder.path(), two), apps::InputError);
  two.erase(kHost);
  CHECK(HostLocks(folder.path(), two).trouble() == "");
}

TEST_CASE("where no file can be written, others may be at work") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "elsewhere") << "somebody's";
  fs::create_symlink(folder.path() / "elsewhere", folder.path() / kHost);
  for (const auto& [path, reason] :
       {std::pair<std::string, std::string>{"/dev/null/hosts", "/dev/null/hosts: Not a directory"},
        {folder.path(), folder.path() / kHost},
        {"", "there is neither HOME nor XDG_CACHE_HOME"}}) {
    CAPTURE(reason);
    const HostLocks locks(path, kHosts);
    CHECK(locks.limits_may_be_used());
    CHECK(locks.trouble().starts_with(reason));
  }
  CHECK(fs::file_size(folder.path() / "elsewhere") == 10);
}

TEST_CASE("where locks are") {
  const std::string cache = std::getenv("XDG_CACHE_HOME");
  const char* const set = std::getenv("HOME");
  const std::string home = set ? set : "/";
  ::setenv("HOME", "/home/me", 1);
  ::setenv("XDG_CACHE_HOME", "/cache", 1);
  CHECK(apps::host_locks_folder() == "/cache/sleeve/hosts");
  ::setenv("XDG_CACHE_HOME", "cache", 1);  // "relative paths are to be ignored"
  CHECK(apps::host_locks_folder() == "/home/me/.cache/sleeve/hosts");
  ::unsetenv("XDG_CACHE_HOME");
  CHECK(apps::host_locks_folder() == "/home/me/.cache/sleeve/hosts");
  ::unsetenv("HOME");
  CHECK(apps::host_locks_folder() == "");
  ::setenv("HOME", home.c_str(), 1);
  ::setenv("XDG_CACHE_HOME", cache.c_str(), 1);
}

}  // namespace
}  // namespace sleeve::tests
