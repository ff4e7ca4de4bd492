#include "data/fetching/cover_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "data/decoding/image_error.h"
#include "data/decoding/image_file.h"
#include "engine/file_error.h"

namespace sleeve::data::fetching {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporarySuffix = ".sleeve-tmp";

// Not engine::AtomicFile: it searches the folder for what killed writers left, which is once enough
// where there may be a hundred thousand files, and syncs the folder for each.

/// A descriptor of its own.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category()); }

/// Throws std::system_error.
void write_synced(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file.number() < 0) fail();
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail();
    if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (::fsync(file.number()) != 0) fail();
}

}  // namespace

CoverFolder::CoverFolder(const fs::path& path) : path_(path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) engine::fail_to_write(path, "the folder cannot be made", error.value());
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.ends_with(kTemporarySuffix)) {
      std::error_code ignored;  // it does no harm
      fs::remove(entry->path(), ignored);
    } else {
      unclaimed_.insert(std::move(name));
    }
  }
  if (error) engine::fail_to_write(path, "the folder cannot be read", error.value());
}

std::optional<CoverFile> CoverFolder::take_over(const std::string& album_id) {
  for (const std::string& name : possible_names(album_id)) {
    if (!claim(name)) continue;
    try {
      CoverFile cover = examine_cover(album_id, read_image_file(path_ / name));
      if (cover.name == name) return cover;
    } catch (const ImageError&) {  // somebody else's file: ours are whole
    }
  }
  return std::nullopt;
}

void CoverFolder::remove(const std::string& name) const {
  std::error_code ignored;
  fs::remove(path_ / name, ignored);
}

void write_cover(const fs::path& folder, const std::string& name,
                 std::span<const std::uint8_t> bytes) {
  const fs::path path = folder / name;
  const fs::path temporary = folder / std::string(".").append(name).append(kTemporarySuffix);
  try {
    write_synced(temporary, bytes);
    fs::rename(temporary, path);
  } catch (const std::system_error& error) {
    ::unlink(temporary.c_str());
    engine::fail_to_write(path, "cannot be written", error.code().value());
  }
}

void sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems have no fsync of a folder.
  if (opened.number() >= 0 && ::fsync(opened.number()) != 0 && errno != EINVAL) {
    engine::fail_to_write(folder, "cannot be synced", errno);
  }
}

}  // namespace sleeve::data::fetching
