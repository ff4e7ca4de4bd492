// Work that falls into independent pieces.
#pragma once

#include <cstddef>
#include <functional>

namespace sleeve::data {

/// One for every core this process may use.
int available_threads();

/// Calls body(0) ... body(count - 1) from `threads` threads, this one included, in no particular
/// order, and returns when all are done. The first exception stops the rest and is thrown again.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body);

}  // namespace sleeve::data
