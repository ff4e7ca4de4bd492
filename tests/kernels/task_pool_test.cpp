#include "kernels/task_pool.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

using sleeve::kernels::TaskPool;

TEST_CASE("every task runs once, on a thread of the pool") {
  for (const int threads : {1, 2, 3, 8}) {
    CAPTURE(threads);
    TaskPool pool(threads);
    REQUIRE(pool.threads() == threads);
    for (const std::size_t tasks : {0, 1, 2, 7, 1000}) {
      std::vector<int> runs(tasks, 0);
      std::atomic<bool> known_threads = true;
      pool.run(tasks, [&](std::size_t task, std::size_t thread) {
        ++runs[task];
        if (thread >= std::size_t(threads)) known_threads = false;
      });
      CHECK(runs == std::vector<int>(tasks, 1));
      CHECK(known_threads);
    }
  }
}

TEST_CASE("no two tasks run on one thread at once") {
  constexpr std::size_t kThreads = 4;
  TaskPool pool(kThreads);
  std::vector<std::size_t> per_thread(kThreads, 0);  // not atomic: ThreadSanitizer would tell
  for (int round = 0; round < 200; ++round) {
    pool.run(17, [&](std::size_t, std::size_t thread) { ++per_thread[thread]; });
  }
  std::size_t all = 0;
  for (const std::size_t count : per_thread) all += count;
  CHECK(all == 200 * 17);
}

TEST_CASE("what tasks wrote is seen when run returns, call after call") {
  TaskPool pool(3);
  std::vector<long> values(64, 0);
  for (int round = 0; round < 500; ++round) {
    pool.run(values.size(), [&](std::size_t task, std::size_t) { values[task] += long(task); });
  }
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(values[i] == 500 * long(i));
}

TEST_CASE("blocks cover all elements without overlap") {
  TaskPool pool(2);
  for (const std::size_t n : {0, 1, 99, 100, 101, 1000}) {
    CAPTURE(n);
    std::vector<int> touched(n, 0);
    pool.run_blocks(n, 100, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) ++touched[i];
    });
    CHECK(touched == std::vector<int>(n, 1));
  }
}

TEST_CASE("an exception reaches the caller, and the pool goes on") {
  TaskPool pool(3);
  std::atomic<int> begun = 0;
  const auto fail_at_5 = [&](std::size_t task, std::size_t) {
    ++begun;
    if (task == 5) throw std::runtime_error("task 5");
  };
  CHECK_THROWS_WITH(pool.run(1000, fail_at_5), "task 5");
  // How many tasks other threads begin before they hear of it is chance; one thread begins none.
  begun = 0;
  CHECK_THROWS_WITH(TaskPool(1).run(1000, fail_at_5), "task 5");
  CHECK(begun == 6);
  std::atomic<int> runs = 0;
  pool.run(10, [&](std::size_t, std::size_t) { ++runs; });
  CHECK(runs == 10);
}
