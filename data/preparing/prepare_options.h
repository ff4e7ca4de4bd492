// How a data set is made.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace sleeve::data {

struct PrepareOptions {
  int size = 64;
  double held_out = 0.1;  // share of covers kept from training, in [0, 1)
  int threads = 0;        // 0: one a core
  std::string program;    // name and version, for the metadata
  /// Told how many of how many covers are done, from the calling thread.
  std::function<void(std::size_t done, std::size_t total)> progress;
};

/// Throws InputError, naming the option and its range.
void check_options(const PrepareOptions& options);

}  // namespace sleeve::data
