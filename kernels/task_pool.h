// Threads that share the tasks of one call after another and sleep in between.
//
// A thread that waits gives its core away after a moment: on a machine that does other things too,
// threads that spin at the end of each of the hundred small loops of a training step (as OpenMP's
// do) keep the core from the very thread they wait for.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sleeve::kernels {

/// One for every core this process may use.
int available_threads();

/// For one caller at a time.
class TaskPool {
 public:
  /// The calling thread is one of `threads`, which is at least 1.
  explicit TaskPool(int threads);
  ~TaskPool();
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  /// function(task, thread) for every task in [0, tasks), in any order, on threads numbered from 0
  /// to threads() - 1; returns when all are done. After an exception no further task is begun, and
  /// the first one is thrown again.
  using Function = std::function<void(std::size_t task, std::size_t thread)>;
  void run(std::size_t tasks, const Function& function);

  /// The same over ranges [begin, end) of at most `block` of n elements.
  using RangeFunction = std::function<void(std::size_t begin, std::size_t end)>;
  void run_blocks(std::size_t n, std::size_t block, const RangeFunction& function);

 private:
  void serve(std::size_t thread);
  void take_tasks(std::size_t thread, std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;  // guards everything below
  std::condition_variable work_, done_;
  const Function* function_ = nullptr;
  std::size_t next_ = 0, tasks_ = 0, running_ = 0;
  std::exception_ptr failure_;
  bool stop_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace sleeve::kernels
