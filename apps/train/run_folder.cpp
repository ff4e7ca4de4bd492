#include "apps/train/run_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <system_error>
#include <vector>

#include "apps/support/program.h"
#include "apps/support/text_file.h"
#include "engine/file_error.h"

namespace sleeve::apps {
namespace {

namespace fs = std::filesystem;

std::string step_name(std::uint64_t step, const char* extension) {
  char name[64];
  std::snprintf(name, sizeof(name), "step_%06llu%s", static_cast<unsigned long long>(step),
                extension);
  return name;
}

/// The files step_*`extension` of a folder, lowest step first.
std::vector<fs::path> numbered_files(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("step_") && name.ends_with(extension)) files.push_back(entry.path());
  }
  // Longer names are later steps: there are six digits or more.
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    const std::string& x = a.native();
    const std::string& y = b.native();
    return x.size() != y.size() ? x.size() < y.size() : x < y;
  });
  return files;
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    throw engine::WriteError(path.string() + ": the folder cannot be made: " + error.message());
  }
}

/// `to` becomes another name of `from` in one instant, or a copy where there are no hard links.
void replace_by_link(const fs::path& from, const fs::path& to) {
  const fs::path temporary = to.string() + ".new";
  std::error_code error;
  fs::remove(temporary, error);
  fs::create_hard_link(from, temporary, error);
  if (!error) fs::rename(temporary, to, error);
  if (error) write_text(to, read_text(from));
}

}  // namespace

RunFolder::~RunFolder() {
  if (lock_ >= 0) ::close(lock_);
}

fs::path RunFolder::samples(std::uint64_t step) const {
  return path_ / "samples" / step_name(step, ".png");
}

fs::path RunFolder::checkpoint(std::uint64_t step) const {
  return path_ / "checkpoints" / step_name(step, ".safetensors");
}

fs::path RunFolder::latest_checkpoint() const {
  return path_ / "checkpoints" / "latest.safetensors";
}

void RunFolder::check_free(bool force) const {
  std::error_code error;
  const bool exists = fs::exists(path_, error);
  if (exists && !fs::is_directory(path_)) {
    throw InputError("--run " + path_.string() + ": is a file; name a folder");
  }
  if (exists && !fs::is_empty(path_) && !force) {
    throw InputError("--run " + path_.string() +
                     ": already holds files; go on with --resume, name another folder, or begin "
                     "anew with --force (removes the run that is there)");
  }
}

void RunFolder::check_resumable() const {
  if (!fs::exists(path_)) {
    throw InputError("--run " + path_.string() + ": there is no such folder to resume");
  }
  if (!fs::exists(latest_checkpoint())) {
    throw InputError("--run " + path_.string() + ": nothing to resume: there is no " +
                     latest_checkpoint().string() + "; begin anew with --force");
  }
}

void RunFolder::open(bool clear) {
  for (const char* part : {"samples", "checkpoints"}) make_folder(path_ / part);
  lock_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw InputError("--run " + path_.string() + ": another train_gan is at work here");
  }
  if (!clear) return;
  std::vector<fs::path> old = numbered_files(path_ / "checkpoints", ".safetensors");
  const std::vector<fs::path> grids = numbered_files(path_ / "samples", ".png");
  old.insert(old.end(), grids.begin(), grids.end());
  old.insert(old.end(), {latest_checkpoint(), config(), data(), metrics(), log()});
  for (const fs::path& file : old) fs::remove(file);
}

void RunFolder::save_checkpoint(std::uint64_t step, int keep,
                                const std::function<void(const fs::path&)>& write) const {
  write(checkpoint(step));
  replace_by_link(checkpoint(step), latest_checkpoint());
  std::vector<fs::path> numbered = numbered_files(path_ / "checkpoints", ".safetensors");
  const std::size_t kept = std::min(numbered.size(), static_cast<std::size_t>(keep));
  numbered.resize(numbered.size() - kept);
  for (const fs::path& file : numbered) {
    std::error_code ignored;  // one too many does no harm
    fs::remove(file, ignored);
  }
}

}  // namespace sleeve::apps
