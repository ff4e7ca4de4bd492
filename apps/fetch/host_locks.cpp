#include "apps/fetch/host_locks.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "apps/support/program.h"

namespace sleeve::apps {
namespace {

namespace fs = std::filesystem;
using std::chrono::system_clock;

// What a file says: nothing before its first use. A process that is killed leaves it at kAsking.
constexpr char kAsking = '1', kAsked = '0';

/// On a full disk the state of before stays; the lock holds all the same.
void note(int file, char state) {
  [[maybe_unused]] const ssize_t written = ::pwrite(file, &state, 1, 0);
}

/// Whether a host was asked so recently that its limit may be used up.
bool was_just_asked(int file, const data::http::RateLimit& limit) {
  char state = 0;
  if (::pread(file, &state, 1, 0) == 0) return false;
  struct stat status {};
  if (state != kAsked || ::fstat(file, &status) != 0) return true;
  const auto ended = system_clock::from_time_t(status.st_mtim.tv_sec) +
                     std::chrono::duration_cast<system_clock::duration>(
                         std::chrono::nanoseconds(status.st_mtim.tv_nsec));
  return system_clock::now() < ended + data::http::widened(limit.window);
}

}  // namespace

HostLocks::HostLocks(const fs::path& folder,
                     const std::map<std::string, data::http::RateLimit>& hosts) {
  std::error_code error;
  if (!hosts.empty()) fs::create_directories(folder, error);
  try {
    for (const auto& [host, limit] : hosts) lock(folder / host, host, limit);
  } catch (...) {
    release();
    throw;
  }
}

void HostLocks::release() {
  for (const int file : files_) {
    note(file, kAsked);
    ::close(file);
  }
}

void HostLocks::lock(const fs::path& path, const std::string& host,
                     const data::http::RateLimit& limit) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const bool is_locked = file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0;
  const int error = errno;
  if (is_locked) {
    files_.push_back(file);
    limits_may_be_used_ |= was_just_asked(file, limit);
    note(file, kAsking);
    return;
  }
  if (file >= 0) ::close(file);
  if (error == EWOULDBLOCK) {
    throw InputError("another fetch_covers is asking " + host +
                     ", whose limit holds for both; run this one when it has ended");
  }
  limits_may_be_used_ = true;
  trouble_ = path.string() + ": " + std::strerror(error) + "; another fetch_covers that asks " +
             host + " at the same time would not be noticed";
}

fs::path host_locks_folder() {
  fs::path cache;
  if (const char* const set = std::getenv("XDG_CACHE_HOME")) cache = set;
  if (const char* const home = std::getenv("HOME"); home && !cache.is_absolute())
    cache = fs::path(home) / ".cache";
  if (!cache.is_absolute()) cache = fs::temp_directory_path();
  return cache / "sleeve" / "hosts";
}

}  // namespace sleeve::apps
