#include "data/fetching/keeper.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "data/decoding/image_error.h"
#include "data/fetching/cover_folder.h"
#include "data/fetching/utc_time.h"

namespace sleeve::data::fetching {
namespace {

// A file system syncs several files at once as fast as one, so threads wait for it side by side.
constexpr int kThreads = 8;
constexpr std::size_t kJobsAtOnce = 8;  // for one sync of the folder
constexpr std::size_t kMaxJobs = 64;
constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

}  // namespace

Keeper::Keeper(const std::filesystem::path& folder, std::function<void()> wake)
    : folder_(folder), wake_(std::move(wake)) {
  for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { work(); });
}

Keeper::~Keeper() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Keeper::has_room() const {
  const std::lock_guard lock(mutex_);
  return jobs_ < kMaxJobs && bytes_ < kMaxBytes;
}

void Keeper::keep(std::int64_t album, std::string album_id, std::vector<std::uint8_t> bytes) {
  Job job{album, std::move(album_id), std::move(bytes), utc_text(std::chrono::system_clock::now())};
  {
    const std::lock_guard lock(mutex_);
    ++jobs_;
    bytes_ += job.bytes.size();
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
}

std::vector<CoverResult> Keeper::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(done_, {});
}

void Keeper::finish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return busy_ == 0 && (waiting_.empty() || failure_); });
}

void Keeper::check() const {
  const std::lock_guard lock(mutex_);
  if (failure_) std::rethrow_exception(failure_);
}

void Keeper::work() {
  for (std::vector<Job> jobs = next_jobs(); !jobs.empty(); jobs = next_jobs()) {
    keep(jobs);
    wake_();
  }
}

/// Waits for some; none when there will be no more.
std::vector<Keeper::Job> Keeper::next_jobs() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return failure_ || closing_ || !waiting_.empty(); });
  std::vector<Job> jobs;
  while (!failure_ && !waiting_.empty() && jobs.size() < kJobsAtOnce) {
    jobs.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  if (!jobs.empty()) ++busy_;
  return jobs;
}

void Keeper::keep(const std::vector<Job>& jobs) {
  std::vector<CoverResult> results;
  std::exception_ptr failure;
  try {
    for (const Job& job : jobs) results.push_back(keep(job));
  } catch (...) {
    failure = std::current_exception();
  }
  try {
    sync_folder(folder_);
  } catch (...) {
    failure = std::current_exception();
    results.clear();
  }
  {
    const std::lock_guard lock(mutex_);
    std::move(results.begin(), results.end(), std::back_inserter(done_));
    if (failure && !failure_) failure_ = failure;
    jobs_ -= jobs.size();
    for (const Job& job : jobs) bytes_ -= job.bytes.size();
    --busy_;
  }
  changed_.notify_all();
}

CoverResult Keeper::keep(const Job& job) {
  try {
    CoverFile file = examine_cover(job.album_id, job.bytes);
    write_cover(folder_, file.name, job.bytes);
    return {job.album, CoverResult::Kind::kKept, std::move(file), job.retrieved};
  } catch (const ImageError& error) {
    return {.album = job.album,
            .kind = CoverResult::Kind::kRefused,
            .trouble = name_of(error.refusal()),
            .reason = error.what()};
  }
}

}  // namespace sleeve::data::fetching
