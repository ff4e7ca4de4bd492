#include "kernels/simt/grid.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <numeric>
#include <random>
#include <vector>

#include "kernels/simt/multiprocessor.h"
#include "kernels/simt/sanitizers.h"
#include "kernels/task_pool.h"

namespace sleeve::simt {
namespace {

/// How many multiprocessors a host thread runs blocks on in turn. To ThreadSanitizer the blocks of
/// one multiprocessor come one after another, as its threads, their stacks and its shared memory
/// are used again, while those of two are unordered, as CUDA has them.
constexpr std::size_t kMultiprocessors = sanitizers::kThread ? 2 : 1;

/// ThreadSanitizer takes most of a megabyte for every fiber, and needs no second host thread to see
/// what is unordered.
constexpr int kMostHostThreads = sanitizers::kThread ? 1 : std::numeric_limits<int>::max();

/// The device, as it were: host threads, and what each runs blocks on.
class Machine {
 public:
  static Machine& get() {
    static Machine machine;
    return machine;
  }

  void set_host_threads(int threads) {
    const std::lock_guard lock(mutex_);
    threads = std::min(threads, kMostHostThreads);
    if (pool_ == nullptr || pool_->threads() != threads) start(threads);
  }

  void run(Grid& grid) {
    const std::lock_guard lock(mutex_);
    if (pool_ == nullptr) start(std::min(kernels::available_threads(), kMostHostThreads));
    const std::vector<std::uint64_t> order = block_order(grid);
    sanitizers::release(&grid.begin);
    pool_->run(order.size(), [&](std::size_t task, std::size_t thread) {
      std::unique_ptr<Multiprocessor>& multiprocessor =
          multiprocessors_[thread * kMultiprocessors + task % kMultiprocessors];
      if (multiprocessor == nullptr) multiprocessor = std::make_unique<Multiprocessor>();
      multiprocessor->run(grid, order[task]);
    });
    sanitizers::acquire(&grid.end);
  }

 private:
  void start(int threads) {
    pool_ = std::make_unique<kernels::TaskPool>(threads);
    const std::size_t needed = static_cast<std::size_t>(threads) * kMultiprocessors;
    if (multiprocessors_.size() < needed) multiprocessors_.resize(needed);
  }

  static std::vector<std::uint64_t> block_order(const Grid& grid) {
    std::vector<std::uint64_t> order(grid.blocks.count());
    std::iota(order.begin(), order.end(), std::uint64_t{0});
    if (grid.schedule.order == Order::kDescending) std::reverse(order.begin(), order.end());
    if (grid.schedule.order == Order::kShuffled) {
      std::shuffle(order.begin(), order.end(), std::mt19937_64(grid.schedule.seed));
    }
    return order;
  }

  std::mutex mutex_;
  std::unique_ptr<kernels::TaskPool> pool_;
  std::vector<std::unique_ptr<Multiprocessor>> multiprocessors_;  // kMultiprocessors per thread
};

}  // namespace

void set_host_threads(int threads) { Machine::get().set_host_threads(threads); }

void run_grid(Grid grid) {
  if (grid.blocks.count() == 0 || grid.threads.count() == 0) return;
  grid.schedule = schedule();
  Machine::get().run(grid);
}

}  // namespace sleeve::simt
