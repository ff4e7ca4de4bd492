// An operation on a device, ready to be timed.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "bench/operation.h"
#include "bench/stopwatch.h"

namespace sleeve::bench {

/// The arrays of an operation as often as it takes to fill the last cache twice, each set launched
/// in turn: so every launch finds its arrays in memory, as in a training step, where a hundred
/// others came between. All of them are one recording, so that a GPU starts them as one graph. A
/// whole layer is, on the library backend, what cuDNN makes of it.
class PlacedOperation {
 public:
  /// Throws kernels::OutOfMemory.
  PlacedOperation(const Operation& operation, kernels::Backend& backend);

  Subject subject();

 private:
  kernels::Device& device_;
  int sets_;
  std::vector<std::function<void()>> launches_;  // of all sets, in order; they own their arrays
  std::unique_ptr<kernels::Recording> recording_;
};

}  // namespace sleeve::bench
