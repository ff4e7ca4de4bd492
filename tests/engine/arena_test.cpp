#include "engine/arena.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>

#include "kernels/host_device.h"

namespace sleeve::engine {
namespace {

/// Counts what is alive, and fails beyond a limit.
class CountingDevice final : public kernels::HostDevice {
 public:
  explicit CountingDevice(std::size_t limit) : limit_(limit) {}
  void* allocate(std::size_t bytes) override {
    if (bytes > limit_) throw kernels::OutOfMemory("out of memory");
    void* memory = HostDevice::allocate(bytes);
    alive.insert(memory);
    return memory;
  }
  void free(void* memory) noexcept override {
    CHECK(alive.erase(memory) == 1);
    HostDevice::free(memory);
  }

  std::set<void*> alive;

 private:
  std::size_t limit_;
};

TEST_CASE("an arena hands out aligned blocks and frees them together") {
  CountingDevice device(1 << 20);
  {
    Arena arena(device);
    float* floats = arena.take<float>(33);
    auto* bytes = arena.take<std::uint8_t>(1);
    CHECK(&arena.device() == &device);
    CHECK(reinterpret_cast<std::uintptr_t>(floats) % kernels::Device::kAlignment == 0);
    CHECK(reinterpret_cast<std::uintptr_t>(bytes) % kernels::Device::kAlignment == 0);
    floats[32] = 1;
    *bytes = 1;
    CHECK(arena.bytes() == 33 * sizeof(float) + 1);
    CHECK(device.alive.size() == 2);
  }
  CHECK(device.alive.empty());
}

TEST_CASE("an arena that runs out keeps what it has and frees it") {
  CountingDevice device(1000);
  {
    Arena arena(device);
    arena.take<float>(10);
    CHECK_THROWS_AS(arena.take<float>(1000), kernels::OutOfMemory);
    // 2^61 + 1 doubles are 8 bytes if the product wraps round.
    CHECK_THROWS_AS(arena.take<double>((std::size_t{1} << 61) + 1), kernels::OutOfMemory);
    CHECK(arena.bytes() == 10 * sizeof(float));
    CHECK(device.alive.size() == 1);
  }
  CHECK(device.alive.empty());
}

}  // namespace
}  // namespace sleeve::engine
