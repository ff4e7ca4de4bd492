// The rate at which this processor multiplies and adds.
#pragma once

#include <cstdint>

namespace sleeve::bench {

/// Runs `rounds` rounds of f32 multiply-adds in registers, in the widest vectors there are, and
/// returns how many operations (a multiply-add is two) that was.
double multiply_add(std::uint64_t rounds);

}  // namespace sleeve::bench
