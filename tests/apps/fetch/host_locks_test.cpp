// What processes that ask the same host know of each other.
#include "apps/fetch/host_locks.h"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <string>

#include "apps/support/program.h"
#include "tests/support/temporary_folder.h"

namespace sleeve::tests {
namespace {

using apps::HostLocks;
using std::chrono::hours;
namespace fs = std::filesystem;

constexpr const char* kHost = "api.example.org:443";
const std::map<std::string, data::http::RateLimit> kHosts = {{kHost, {1, hours(1)}}};

/// The file of that host, asked by a run that ended as `state` says, so long ago.
void leave_behind(const fs::path& folder, const std::string& state, std::chrono::minutes ago) {
  std::ofstream(folder / kHost) << state;
  fs::last_write_time(folder / kHost, fs::file_time_type::clock::now() - ago);
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
  { const HostLocks locks(folder.path(), kHosts); }
  std::string ended;
  std::ifstream(folder.path() / kHost) >> ended;
  leave_behind(folder.path(), ended, std::chrono::minutes(61));
  CHECK(HostLocks(folder.path(), kHosts).limits_may_be_used());
  leave_behind(folder.path(), ended, std::chrono::minutes(64));
  CHECK(!HostLocks(folder.path(), kHosts).limits_may_be_used());
}

TEST_CASE("when a run that was killed last asked is not known") {
  const TemporaryFolder folder;
  std::string killed;
  {
    const HostLocks locks(folder.path(), kHosts);
    std::ifstream(folder.path() / kHost) >> killed;
  }
  leave_behind(folder.path(), killed, hours(1000));
  CHECK(HostLocks(folder.path(), kHosts).limits_may_be_used());
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
  const HostLocks locks("/dev/null/hosts", kHosts);
  CHECK(locks.limits_may_be_used());
  CHECK(locks.trouble().starts_with("/dev/null/hosts/api.example.org:443: Not a directory"));
}

}  // namespace
}  // namespace sleeve::tests
