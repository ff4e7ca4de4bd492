#include "kernels/task_pool.h"

#include <sched.h>

#include <algorithm>
#include <utility>

namespace sleeve::kernels {
namespace {

// How often a thread lets others run before it sleeps: about the time that waking it would take.
constexpr int kYields = 64;

/// Waits for ready() under `lock`, first by yielding, then asleep.
template <typename Ready>
void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& signal, const Ready& ready) {
  for (int i = 0; i < kYields && !ready(); ++i) {
    lock.unlock();
    std::this_thread::yield();
    lock.lock();
  }
  signal.wait(lock, ready);
}

}  // namespace

int available_threads() {
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) == 0) return CPU_COUNT(&cores);
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

TaskPool::TaskPool(int threads) {
  for (int i = 1; i < threads; ++i) {
    workers_.emplace_back(&TaskPool::serve, this, static_cast<std::size_t>(i));
  }
}

TaskPool::~TaskPool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  work_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void TaskPool::run(std::size_t tasks, const Function& function) {
  if (tasks == 0) return;
  std::unique_lock lock(mutex_);
  function_ = &function;
  next_ = 0;
  tasks_ = tasks;
  if (tasks > 1) work_.notify_all();
  take_tasks(0, lock);
  wait(lock, done_, [&] { return running_ == 0; });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void TaskPool::run_blocks(std::size_t n, std::size_t block, const RangeFunction& function) {
  run((n + block - 1) / block, [&](std::size_t task, std::size_t) {
    function(task * block, std::min(n, (task + 1) * block));
  });
}

void TaskPool::take_tasks(std::size_t thread, std::unique_lock<std::mutex>& lock) {
  while (next_ < tasks_) {
    const std::size_t task = next_++;
    ++running_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      (*function_)(task, thread);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure) {
      next_ = tasks_;
      if (!failure_) failure_ = failure;
    }
    if (--running_ == 0 && next_ == tasks_) done_.notify_one();
  }
}

void TaskPool::serve(std::size_t thread) {
  std::unique_lock lock(mutex_);
  while (true) {
    wait(lock, work_, [&] { return stop_ || next_ < tasks_; });
    if (stop_) return;
    take_tasks(thread, lock);
  }
}

}  // namespace sleeve::kernels
