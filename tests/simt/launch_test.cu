#include <doctest/doctest.h>

#include <vector>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

__global__ void reverse_blocks(const float* in, float* out, int n) {
  SLEEVE_SHARED(float, staged, 64);
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (within(i, n)) staged[threadIdx.x] = in[i];
  __syncthreads();
  if (within(i, n)) out[i] = staged[blockDim.x - 1 - threadIdx.x];
}

TEST_CASE("a launch runs every thread of every block") {
  const int n = 640;
  std::vector<float> in(n), out(n, -1);
  for (int i = 0; i < n; ++i) in[static_cast<std::size_t>(i)] = static_cast<float>(i);
  Stream stream;
  launch(stream, "reverse_blocks 640", {dim3(10), dim3(64)}, reverse_blocks, in.data(), out.data(),
         n);
  for (int i = 0; i < n; ++i) {
    CHECK(out[static_cast<std::size_t>(i)] == static_cast<float>(i / 64 * 64 + 63 - i % 64));
  }
}

}  // namespace
}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
