// Runs a kernel over a grid of blocks, on several host threads.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "kernels/simt/dim3.h"
#include "kernels/simt/schedule.h"

namespace sleeve::simt {

struct Grid {
  std::string name;  // what messages call it
  dim3 blocks, threads;
  std::size_t shared_bytes = 0;       // of dynamic shared memory, for each block
  std::function<void()> kernel = {};  // called once by every thread

  // Filled in by run_grid.
  Schedule schedule = {};
  char begin = 0, end = 0;  // what ThreadSanitizer knows them by
};

inline constexpr unsigned kMostBlockThreads = 1024;

/// Returns when all threads of all blocks have. Blocks run on host threads that are shared by the
/// process; one grid runs at a time. A grid without blocks or threads runs nothing.
void run_grid(Grid grid);

/// How many host threads grids run on from here on: at least 1; one per core this process may use
/// unless it is said.
void set_host_threads(int threads);

}  // namespace sleeve::simt
