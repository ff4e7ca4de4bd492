// What a launcher is given besides the arguments of its operation.
#pragma once

#include "kernels/cuda/scratch.h"
#include "kernels/cuda/stream.h"
#include "kernels/precision.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Counters in Context::tickets: as many results as one launch can hand to its last block each.
inline constexpr int kTicketCount = 1 << 16;

struct Context {
  Stream& stream;
  Scratch& scratch;
  Precision precision = Precision::kF32;
  int multiprocessors = 1;
  /// [kTicketCount] in device memory, all 0 between launches: blocks count themselves here, so that
  /// the last to arrive can finish what they did together. It sets its counter back to 0.
  unsigned* tickets = nullptr;
};

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
