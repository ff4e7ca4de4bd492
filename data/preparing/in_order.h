// Covers made in parallel and taken in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "data/preparing/prepare_options.h"
#include "kernels/task_pool.h"

namespace sleeve::data {

/// make(0) ... make(count - 1) in options.threads threads, a block at a time, so that memory stays
/// bounded; take(i, made) in this one, in order, after each block.
template <typename Make, typename Take>
void in_order(std::size_t count, const PrepareOptions& options, const Make& make,
              const Take& take) {
  constexpr std::size_t kBlockPerThread = 32;
  kernels::TaskPool pool(options.threads > 0 ? options.threads : kernels::available_threads());
  const std::size_t block = kBlockPerThread * static_cast<std::size_t>(pool.threads());
  for (std::size_t begin = 0; begin < count; begin += block) {
    std::vector<std::invoke_result_t<Make, std::size_t>> made(std::min(block, count - begin));
    pool.run(made.size(), [&](std::size_t i, std::size_t) { made[i] = make(begin + i); });
    for (std::size_t i = 0; i < made.size(); ++i) take(begin + i, made[i]);
    if (options.progress) options.progress(begin + made.size(), count);
  }
}

}  // namespace sleeve::data
