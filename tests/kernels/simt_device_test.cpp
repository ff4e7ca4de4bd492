// The device that plays the GPU's part on the CPU shows what would go wrong on a GPU.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "kernels/backend.h"

namespace sleeve::kernels {
namespace {

constexpr std::size_t kCount = 100, kBytes = kCount * sizeof(float);

TEST_CASE("new memory of the simt device is NaN") {
  const auto backend = make_backend("simt", 1);
  auto* array = static_cast<float*>(backend->device().allocate(kBytes));
  std::vector<float> values(kCount, 0);
  backend->device().download(values.data(), array, kBytes);
  for (const float value : values) CHECK(std::isnan(value));
  backend->device().free(array);
}

TEST_CASE(
    "uploads beside launches land late on the simt device: launches that are not held miss them") {
  const auto backend = make_backend("simt", 1);
  Device& device = backend->device();
  auto* to = static_cast<float*>(device.allocate(kBytes));
  auto* from = static_cast<float*>(device.allocate_host(kBytes));
  std::vector<float> found(kCount, 0);
  const auto uploads = device.make_upload_queue();
  for (std::size_t i = 0; i < kCount; ++i) from[i] = 1;
  uploads->upload(to, from, kBytes);
  device.download(found.data(), to, kBytes);
  CHECK(std::isnan(found[0]));
  from[0] = 2;  // must not be touched until finish(), and shows that it was
  uploads->hold_launches();
  device.download(found.data(), to, kBytes);
  CHECK(found[0] == 2);
  CHECK(found[kCount - 1] == 1);
  device.free(to);
  device.free_host(from);
}

TEST_CASE("nothing read back from the simt device is ready when first asked for") {
  const auto backend = make_backend("simt", 1);
  auto* array = static_cast<float*>(backend->device().allocate(kBytes));
  const auto readback = backend->device().read_back(array, kBytes);
  CHECK(!readback->ready());
  CHECK(readback->ready());
  backend->device().free(array);
}

TEST_CASE("the memory of the simt device is as large as one says") {
  setenv("SLEEVE_SIMT_MEMORY", "10000000", 1);
  const auto backend = make_backend("simt", 1);
  unsetenv("SLEEVE_SIMT_MEMORY");
  Device& device = backend->device();
  const std::size_t free = device.free_memory();
  CHECK(free < 10000000);
  const std::string expected = "out of device memory: 10000000 bytes were asked for, " +
                               std::to_string(free) + " of 10000000 are free";
  CHECK_THROWS_WITH_AS(device.allocate(10000000), expected.c_str(), OutOfMemory);
  device.free(device.allocate(free));
}

}  // namespace
}  // namespace sleeve::kernels
