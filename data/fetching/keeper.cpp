#include "data/fetching/keeper.h"

#include <chrono>
#include <utility>

#include "data/decoding/image_error.h"
#include "data/fetching/cover_folder.h"
#include "data/fetching/utc_time.h"

namespace sleeve::data::fetching {
namespace {

// A file system syncs several files at once as fast as one, so threads wait for it side by side.
constexpr std::size_t kThreads = 16;
constexpr std::size_t kMaxJobs = 2 * kThreads;
constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

}  // namespace

Keeper::Keeper(const std::filesystem::path& folder, std::function<void()> wake)
    : folder_(folder), wake_(std::move(wake)) {
  for (std::size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this] { work(); });
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
  return waiting_.size() + busy_ < kMaxJobs && bytes_ < kMaxBytes;
}

void Keeper::keep(std::int64_t album, std::string album_id, std::vector<std::uint8_t> bytes) {
  Job job{album, std::move(album_id), std::move(bytes), utc_text(std::chrono::system_clock::now())};
  {
    const std::lock_guard lock(mutex_);
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
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return busy_ == 0 && (waiting_.empty() || failure_); });
  }
  sync_folder(folder_);
}

void Keeper::check() const {
  const std::lock_guard lock(mutex_);
  if (failure_) std::rethrow_exception(failure_);
}

void Keeper::work() {
  while (const std::optional<Job> job = next_job()) {
    std::optional<CoverResult> result;
    std::exception_ptr failure;
    try {
      result = keep(*job);
    } catch (...) {
      failure = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex_);
      if (result) done_.push_back(std::move(*result));
      if (failure && !failure_) failure_ = failure;
      --busy_;
      bytes_ -= job->bytes.size();
    }
    changed_.notify_all();
    wake_();
  }
}

/// Waits for one; none when there will be no more.
std::optional<Keeper::Job> Keeper::next_job() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return failure_ || closing_ || !waiting_.empty(); });
  if (failure_ || waiting_.empty()) return std::nullopt;
  Job job = std::move(waiting_.front());
  waiting_.pop_front();
  ++busy_;
  return job;
}

CoverResult Keeper::keep(const Job& job) const {
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
