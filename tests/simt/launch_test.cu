// Launches, streams and recordings.
#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/target.cuh"
#include "tests/simt/array.h"
#include "tests/simt/schedules.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

__global__ void count_threads(int* visits) {
  const unsigned block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  const unsigned thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  ++visits[block * blockDim.x * blockDim.y * blockDim.z + thread];
}

__global__ void add_to(int* sum, int value) { *sum += value; }

__global__ void multiply(int* product, int factor) { *product *= factor; }

/// Changes its copies of the arguments.
__global__ void spoil_arguments(std::array<int, 3> values, int* out) {
  out[threadIdx.x] = values[0];
  values[0] = -1;
}

/// Adds `value` by way of an array of either kind.
__global__ void add_through_shared_memory(int* sum, int value) {
  SLEEVE_SHARED(int, fixed, 256);
  SLEEVE_DYNAMIC_SHARED(int, dynamic);
  fixed[255] = value;
  dynamic[12 * 1024 - 1] = fixed[255];
  *sum += dynamic[12 * 1024 - 1];
}

/// That a block may ask for.
std::size_t most_shared_bytes() {
#ifdef __CUDACC__
  int bytes = 0;
  cudaDeviceGetAttribute(&bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, 0);
  return std::size_t(bytes);
#else
  return 227 * 1024;
#endif
}

TEST_CASE("a launch runs every thread of every block once") {
  in_every_schedule([] {
    Array<int> visits(std::size_t{3} * 2 * 5 * 4 * 3 * 2, 0);
    Stream stream;
    launch(stream, "count_threads", {dim3(3, 2, 5), dim3(4, 3, 2)}, count_threads, visits.data());
    stream.synchronize();
    CHECK(visits == Array<int>(visits.size(), 1));
  });
}

TEST_CASE("a grid or block of nothing launches nothing") {
  Array<int> sum = {0};
  Stream stream;
  launch(stream, "add_to", {dim3(0), dim3(1)}, add_to, sum.data(), 1);
  launch(stream, "add_to", {dim3(4, 0), dim3(1)}, add_to, sum.data(), 1);
  launch(stream, "add_to", {dim3(1), dim3(0)}, add_to, sum.data(), 1);
  stream.synchronize();
  CHECK(sum[0] == 0);
}

TEST_CASE("every thread has its own copy of the arguments") {
  Array<int> out(64, 0);
  Stream stream;
  launch(stream, "spoil_arguments", {dim3(1), dim3(64)}, spoil_arguments,
         std::array<int, 3>{7, 8, 9}, out.data());
  stream.synchronize();
  CHECK(out == Array<int>(64, 7));
}

TEST_CASE("a shape that no GPU takes is refused by name") {
  Array<int> sum = {0};
  Stream stream;
  const auto refused = [&](const LaunchShape& shape) {
    try {
      launch(stream, "add_to 1 from 2", shape, add_to, sum.data(), 1);
    } catch (const LaunchError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(refused({dim3(1), dim3(1025)}) ==
        "cannot launch add_to 1 from 2 (grid 1 x 1 x 1, block 1025 x 1 x 1, 0 bytes of dynamic "
        "shared memory): no GPU takes that shape");
  CHECK(refused({dim3(1), dim3(32, 33)}) != "");
  CHECK(refused({dim3(1), dim3(1, 1, 65)}) != "");
  CHECK(refused({dim3(1, 65536), dim3(1)}) != "");
  CHECK(refused({dim3(1), dim3(1), 228 * 1024}) != "");
  stream.synchronize();
  CHECK(sum[0] == 0);
  CHECK(refused({dim3(1), dim3(1), most_shared_bytes()}) == "");
  stream.synchronize();
  CHECK(sum[0] == 1);
}

TEST_CASE("48 KB of dynamic shared memory can be had beside a static array") {
  Array<int> sum = {0};
  Stream stream;
  launch(stream, "add_through_shared_memory", {dim3(1), dim3(1), 48 * 1024},
         add_through_shared_memory, sum.data(), 7);
  stream.synchronize();
  CHECK(sum[0] == 7);
}

TEST_CASE("a recording runs nothing now and all of it, in order, at every replay") {
  Array<int> sum = {0};
  Stream stream;
  const auto recording = stream.record([&] {
    launch(stream, "add_to", {dim3(1), dim3(1)}, add_to, sum.data(), 2);
    launch(stream, "multiply", {dim3(1), dim3(1)}, multiply, sum.data(), 10);
    launch(stream, "add_to", {dim3(1), dim3(1)}, add_to, sum.data(), 1);
  });
  stream.synchronize();
  CHECK(sum[0] == 0);
  recording->replay();
  stream.synchronize();
  CHECK(sum[0] == 21);
  recording->replay();
  stream.synchronize();
  CHECK(sum[0] == 231);
  launch(stream, "add_to", {dim3(1), dim3(1)}, add_to, sum.data(), 1);
  stream.synchronize();
  CHECK(sum[0] == 232);
}

TEST_CASE("a recording that fails leaves a stream that runs") {
  Array<int> sum = {0};
  Stream stream;
  CHECK_THROWS_AS(stream.record([] { throw std::invalid_argument("no"); }), std::invalid_argument);
  launch(stream, "add_to", {dim3(1), dim3(1)}, add_to, sum.data(), 1);
  stream.synchronize();
  CHECK(sum[0] == 1);
}

}  // namespace
}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
