// The limits of a machine, measured.
#pragma once

#include "bench/results.h"
#include "kernels/backend.h"

namespace sleeve::bench {

/// Copies an array that no cache holds, and multiplies: on the CPU with fused multiply-adds of
/// registers in `threads` threads (0: one per core), on a GPU a large matrix by another with
/// `library` (null: not measured). Nothing is measured for a backend that is not made for speed.
Roofline measure_roofline(kernels::Backend& backend, kernels::Backend* library, int threads,
                          int repetitions);

}  // namespace sleeve::bench
