// How much of an operand comes into shared memory at once, by precision: also for code that has no
// operand's type.
#pragma once

#include "kernels/cuda/target.cuh"
#include "kernels/precision.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Elements in 16 bytes.
constexpr int operand_chunk(Precision precision) { return precision == Precision::kBf16 ? 8 : 4; }

/// Depth of the slabs by which a product goes through its operands: lines of 64 bytes.
constexpr int slab_depth(Precision precision) { return 4 * operand_chunk(precision); }

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
