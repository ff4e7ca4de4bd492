#include "engine/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sleeve::engine {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

constexpr std::string_view kTemporarySuffix = ".sleeve-tmp";

/// What the names of all temporary files of `path` begin with.
std::string temporary_prefix(const std::filesystem::path& path) {
  return std::string(".").append(path.filename().string()).append(".");
}

/// Every writer holds a lock on its temporary file, so one that can be locked has lost its writer.
void remove_abandoned(const std::filesystem::path& path) {
  const std::string prefix = temporary_prefix(path);
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder_of(path), error), end;
       !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(kTemporarySuffix)) continue;
    const int descriptor =
        ::open(entry->path().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (descriptor < 0) continue;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(entry->path().c_str());
    ::close(descriptor);
  }
}

}  // namespace

struct AtomicFile::Temporary {
  explicit Temporary(const std::filesystem::path& target) : path(target) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
      fail_to_write(path, "cannot be written", EISDIR);
    remove_abandoned(path);
    do {
      create();
    } while (!lock());
  }
  ~Temporary() {
    if (descriptor < 0) return;
    ::unlink(name.c_str());
    ::close(descriptor);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  void create() {
    static std::atomic<unsigned> counter{0};
    const std::string prefix = temporary_prefix(path) + std::to_string(::getpid()) + "-";
    do {
      name = folder_of(path) / (prefix + std::to_string(counter++)).append(kTemporarySuffix);
      descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (descriptor < 0 && (errno == EEXIST || errno == EINTR));
    if (descriptor < 0) fail_to_write(path, "cannot be created", errno);
  }

  /// False if another writer took the new, not yet locked file for an abandoned one.
  bool lock() {
    while (::flock(descriptor, LOCK_EX) != 0 && errno == EINTR) {
    }
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && status.st_nlink > 0) return true;
    ::close(descriptor);
    descriptor = -1;
    return false;
  }

  void write_through(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
      if (written >= 0) {
        bytes = bytes.subspan(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        fail_to_write(path, "cannot be written", errno);
      }
    }
  }

  void flush() {
    write_through(buffer);
    buffer.clear();
  }

  void sync_folder() const {
    const int folder = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;  // a folder that may be written but not read cannot be synced
    const int error = ::fsync(folder) == 0 ? 0 : errno;
    ::close(folder);
    // Some file systems have no fsync of a folder.
    if (error != 0 && error != EINVAL)
      fail_to_write(path, "was written, but its folder not synced", error);
  }

  std::filesystem::path path;
  std::filesystem::path name;
  std::vector<std::byte> buffer;
  int descriptor = -1;
};

AtomicFile::AtomicFile(const std::filesystem::path& path)
    : temporary_(std::make_unique<Temporary>(path)) {}
AtomicFile::~AtomicFile() = default;
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&&) noexcept = default;

void AtomicFile::write(std::span<const std::byte> bytes) {
  std::vector<std::byte>& buffer = temporary_->buffer;
  if (buffer.size() + bytes.size() > kBufferBytes) temporary_->flush();
  if (bytes.size() > kBufferBytes) {
    temporary_->write_through(bytes);
  } else {
    buffer.insert(buffer.end(), bytes.begin(), bytes.end());
  }
}

void AtomicFile::commit() {
  Temporary& file = *temporary_;
  file.flush();
  if (::fsync(file.descriptor) != 0) fail_to_write(file.path, "cannot be written", errno);
  if (::rename(file.name.c_str(), file.path.c_str()) != 0) {
    fail_to_write(file.path, "cannot be replaced", errno);
  }
  // Renamed, the file is no longer ours to remove.
  const int descriptor = std::exchange(file.descriptor, -1);
  if (::close(descriptor) != 0) fail_to_write(file.path, "cannot be written", errno);
  file.sync_folder();
}

}  // namespace sleeve::engine
