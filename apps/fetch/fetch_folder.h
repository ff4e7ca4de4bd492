// Where fetch_covers keeps what it makes; docs/formats.md describes every file.
#pragma once

#include <filesystem>

namespace sleeve::apps {

class FetchFolder {
 public:
  explicit FetchFolder(const std::filesystem::path& path) : path_(path) {}
  ~FetchFolder();
  FetchFolder(const FetchFolder&) = delete;
  FetchFolder& operator=(const FetchFolder&) = delete;

  static constexpr const char* kCovers = "covers";
  std::filesystem::path covers() const { return path_ / kCovers; }
  std::filesystem::path journal() const { return path_ / "journal.sqlite"; }
  std::filesystem::path manifest() const { return path_ / "manifest.jsonl"; }

  /// Throws InputError: a file, or a folder with a manifest that no run of this program made.
  void check() const;
  /// Claims the folder for this process, if it is there, until this object ends. Throws InputError
  /// if another process fetches into it.
  void claim();
  /// Makes and claims it. Throws engine::WriteError.
  void make();

 private:
  std::filesystem::path path_;
  int lock_ = -1;  // descriptor of the locked folder
};

}  // namespace sleeve::apps
