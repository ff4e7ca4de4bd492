// Random choices of one cover, one after the other.
#pragma once

#include <cstdint>

#include "kernels/philox.h"
#include "kernels/streams.h"

namespace sleeve::data {

class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t cover)
      : random_(seed, kernels::stream_number(kernels::Stream::kDemoCovers), cover) {}

  /// Uniform in (low, high).
  float between(float low, float high) { return low + (high - low) * random_.uniform(next_++); }
  /// Uniform in {low, ..., high}.
  int count(int low, int high) {
    return low + static_cast<int>(random_.below(next_++, std::uint32_t(high - low + 1)));
  }
  bool coin() { return count(0, 1) == 1; }

 private:
  kernels::Philox random_;
  std::uint64_t next_ = 0;
};

}  // namespace sleeve::data
