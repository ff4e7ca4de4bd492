// Where a run keeps what it makes; docs/formats.md describes every file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace sleeve::apps {

class RunFolder {
 public:
  explicit RunFolder(const std::filesystem::path& path) : path_(path) {}
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path config() const { return path_ / "config.yaml"; }
  std::filesystem::path data() const { return path_ / "data.yaml"; }
  std::filesystem::path metrics() const { return path_ / "metrics.jsonl"; }
  std::filesystem::path log() const { return path_ / "train.log"; }
  std::filesystem::path samples(std::uint64_t step) const;
  std::filesystem::path checkpoint(std::uint64_t step) const;
  std::filesystem::path latest_checkpoint() const;

  /// Throws InputError if the folder holds anything and a new run may not take it over.
  void check_free(bool force) const;
  /// Throws InputError unless a run stands here that has saved a checkpoint.
  void check_resumable() const;

  /// Makes the folders and claims them for this process, until it ends. With `clear`, removes what
  /// an earlier run made; files that no run makes stay. Throws InputError if another process
  /// trains here, engine::WriteError if a folder cannot be made.
  void open(bool clear);

  /// Has `write` write the numbered checkpoint of `step`, makes it the latest, and removes all
  /// numbered ones but the newest `keep`. At every moment latest_checkpoint() is a whole file.
  /// Throws engine::WriteError.
  void save_checkpoint(std::uint64_t step, int keep,
                       const std::function<void(const std::filesystem::path&)>& write) const;

 private:
  std::filesystem::path path_;
  int lock_ = -1;  // descriptor of the locked folder
};

}  // namespace sleeve::apps
