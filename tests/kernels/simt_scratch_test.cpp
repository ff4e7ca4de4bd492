// Scratch memory: what operations take in turn, without allocating once each has run.
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/cuda/scratch.h"
#include "kernels/host_device.h"

namespace sleeve::kernels {
namespace {

/// Counts what it allocates.
class CountingDevice final : public HostDevice {
 public:
  void* allocate(std::size_t bytes) override {
    ++allocations;
    return HostDevice::allocate(bytes);
  }
  int allocations = 0;
};

/// What three operations take, one of them in two frames.
std::vector<float*> take_all(cuda::Scratch& scratch) {
  std::vector<float*> taken;
  for (const std::size_t n : {std::size_t(10), std::size_t(3) << 20, std::size_t(100)}) {
    cuda::ScratchFrame frame(scratch);
    taken.push_back(frame.take<float>(n));
    {
      cuda::ScratchFrame inner(scratch);
      taken.push_back(inner.take<float>(n / 2));
    }
    taken.push_back(frame.take<float>(n));
  }
  return taken;
}

TEST_CASE("the second time, operations find the memory of the first") {
  CountingDevice device;
  cuda::Scratch scratch(device);
  take_all(scratch);
  const std::vector<float*> first = take_all(scratch);
  const int allocations = device.allocations;
  CHECK(take_all(scratch) == first);
  CHECK(device.allocations == allocations);
}

TEST_CASE("memory of one frame does not overlap, is aligned, and starts as NaN on the host") {
  CountingDevice device;
  cuda::Scratch scratch(device);
  for (int times = 0; times < 2; ++times) {
    cuda::ScratchFrame frame(scratch);
    float* a = frame.take<float>(65);
    float* b = frame.take<float>(std::size_t(2) << 20);
    CHECK(reinterpret_cast<std::uintptr_t>(a) % Device::kAlignment == 0);
    CHECK(reinterpret_cast<std::uintptr_t>(b) % Device::kAlignment == 0);
    CHECK((a + 65 <= b || b + (std::size_t(2) << 20) <= a));
    CHECK(std::isnan(a[64]));
    CHECK(std::isnan(b[0]));
    a[64] = b[0] = 1;
  }
}

TEST_CASE("a frame gives back what it took") {
  CountingDevice device;
  cuda::Scratch scratch(device);
  cuda::ScratchFrame frame(scratch);
  float* first = nullptr;
  {
    cuda::ScratchFrame inner(scratch);
    first = inner.take<float>(100);
  }
  CHECK(frame.take<float>(100) == first);
}

}  // namespace
}  // namespace sleeve::kernels
