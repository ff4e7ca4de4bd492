#include "apps/fetch/host_locks.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "apps/support/program.h"

namespace sleeve::apps {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

milliseconds now() {
  return std::chrono::duration_cast<milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
}

/// Whether the limit may be used up by who unlocked the file last.
bool may_be_used(int file, const data::http::RateLimit& limit) {
  std::array<char, 32> text{};
  const ssize_t length = ::pread(file, text.data(), text.size(), 0);
  std::int64_t unlocked = 0;
  if (length < 0 || std::from_chars(text.data(), text.data() + length, unlocked).ec != std::errc())
    return true;
  const std::int64_t time = now().count();
  if (unlocked < 0 || unlocked > time) return true;
  return milliseconds(time - unlocked) <=
         std::chrono::ceil<milliseconds>(data::http::widened(limit.window));
}

}  // namespace

HostLocks::HostLocks(const fs::path& folder,
                     const std::map<std::string, data::http::RateLimit>& hosts) {
  std::error_code error;
  if (hosts.empty()) {
    return;
  } else if (folder.empty()) {
    do_without("there is neither HOME nor XDG_CACHE_HOME");
  } else if (fs::create_directories(folder, error); error) {
    do_without(folder.string() + ": " + error.message());
  } else {
    lock_all(folder, hosts);
  }
}

void HostLocks::lock_all(const fs::path& folder,
                         const std::map<std::string, data::http::RateLimit>& hosts) {
  try {
    for (const auto& [host, limit] : hosts) lock(folder / host, host, limit);
  } catch (...) {
    release();
    throw;
  }
}

void HostLocks::release() {
  for (const int file : files_) {
    const std::string time = std::to_string(now().count());
    // On a full disk the file stays empty, which makes the next process careful.
    [[maybe_unused]] const ssize_t written = ::pwrite(file, time.data(), time.size(), 0);
    ::close(file);
  }
  files_.clear();
}

void HostLocks::lock(const fs::path& path, const std::string& host,
                     const data::http::RateLimit& limit) {
  constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
  int file = ::open(path.c_str(), kFlags | O_CREAT | O_EXCL, 0600);
  const bool is_new = file >= 0;
  if (!is_new && errno == EEXIST) file = ::open(path.c_str(), kFlags);
  if (file < 0) return do_without(path.string() + ": " + std::strerror(errno));
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    ::close(file);
    if (error != EWOULDBLOCK) return do_without(path.string() + ": " + std::strerror(error));
    throw InputError("another fetch_covers is asking " + host +
                     ", whose limit holds for both; run this one when it has ended");
  }
  files_.push_back(file);
  limits_may_be_used_ |= !is_new && may_be_used(file, limit);
  if (::ftruncate(file, 0) != 0) do_without(path.string() + ": " + std::strerror(errno));
}

void HostLocks::do_without(const std::string& reason) {
  limits_may_be_used_ = true;
  trouble_ = reason + "; another fetch_covers at the same time would not be noticed";
}

fs::path host_locks_folder() {
  const auto folder_in = [](const char* variable) -> fs::path {
    const char* const path = std::getenv(variable);
    return path && fs::path(path).is_absolute() ? path : "";
  };
  fs::path cache = folder_in("XDG_CACHE_HOME");
  if (cache.empty() && !folder_in("HOME").empty()) cache = folder_in("HOME") / ".cache";
  return cache.empty() ? cache : cache / "sleeve" / "hosts";
}

}  // namespace sleeve::apps
