#include "apps/fetch/fetch_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "apps/support/program.h"
#include "engine/file_error.h"

namespace sleeve::apps {

namespace fs = std::filesystem;

FetchFolder::~FetchFolder() {
  if (lock_ >= 0) ::close(lock_);
}

void FetchFolder::check() const {
  std::error_code none;
  if (fs::exists(path_, none) && !fs::is_directory(path_, none)) {
    throw InputError("--out " + path_.string() + ": is a file; name a folder");
  }
  if (fs::exists(manifest(), none) && !fs::exists(journal(), none)) {
    throw InputError("--out " + path_.string() + ": its " + manifest().filename().string() +
                     " is not of this program, or has lost its journal; move it elsewhere, or "
                     "name another folder");
  }
}

void FetchFolder::claim() {
  if (lock_ >= 0) return;
  lock_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw InputError("--out " + path_.string() +
                     ": another fetch_covers is at work here; wait for it, or name another folder");
  }
}

void FetchFolder::make() {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) engine::fail_to_write(path_, "the folder cannot be made", error.value());
  claim();
}

}  // namespace sleeve::apps
