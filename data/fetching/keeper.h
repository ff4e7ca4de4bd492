// Puts covers on the disk, beside the loop that fetches them: it never waits for a disk.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "data/fetching/cover_result.h"

namespace sleeve::data::fetching {

class Keeper {
 public:
  /// `wake` is called, from any thread, when there are results to take.
  Keeper(const std::filesystem::path& folder, std::function<void()> wake);
  /// Finishes what it has been given.
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  /// Whether more may be given now: what is not on the disk yet is in memory.
  bool has_room() const;
  /// To be checked and written.
  void keep(std::int64_t album, std::string album_id, std::vector<std::uint8_t> bytes);

  /// What is done since the last call; the files of covers kept are whole on the disk. A power cut
  /// may take back their names, until finish().
  std::vector<CoverResult> take();
  /// Waits until all that was given is done, or the disk has failed.
  void finish();
  /// Throws the engine::WriteError that the disk failed with, if it did. From then on nothing is
  /// kept, and what waits has no result.
  void check() const;

 private:
  struct Job {
    std::int64_t album = 0;
    std::string album_id;
    std::vector<std::uint8_t> bytes;
    std::string retrieved;
  };
  void work();
  std::optional<Job> next_job();
  CoverResult keep(const Job& job) const;

  const std::filesystem::path folder_;
  const std::function<void()> wake_;

  mutable std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  std::vector<CoverResult> done_;
  std::exception_ptr failure_;
  std::size_t busy_ = 0;   // threads with a job in hand
  std::size_t bytes_ = 0;  // waiting or in hand
  bool closing_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace sleeve::data::fetching
