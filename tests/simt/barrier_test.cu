// Barriers, fences and atomics.
#include <doctest/doctest.h>

#include <numeric>
#include <vector>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/target.cuh"
#include "tests/simt/array.h"
#include "tests/simt/schedules.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

constexpr unsigned kThreads = 96;

/// Rotates `in` by one place, `rounds` times, through one array.
__global__ void rotate(const int* in, int* out, int rounds) {
  SLEEVE_SHARED(int, ring, kThreads);
  const unsigned i = threadIdx.x;
  ring[i] = in[i];
  for (int round = 0; round != rounds; ++round) {
    __syncthreads();
    const int next = ring[(i + 1) % kThreads];
    __syncthreads();
    ring[i] = next;
  }
  out[i] = ring[i];
}

/// The same within warps, by the lanes of an odd and an even half that go separate ways.
__global__ void rotate_halves(const int* in, int* out) {
  SLEEVE_SHARED(int, ring, kThreads);
  const unsigned i = threadIdx.x, parity = i % 2, warp = i / 32 * 32;
  const unsigned mask = parity == 0 ? 0x55555555U : 0xAAAAAAAAU;
  const int rounds = parity == 0 ? 3 : 5;
  ring[i] = in[i];
  for (int round = 0; round != rounds; ++round) {
    __syncwarp(mask);
    const int next = ring[warp + (i - warp + 2) % 32];
    __syncwarp(mask);
    ring[i] = next;
  }
  out[i] = ring[i];
}

/// One partial sum per block; the block that arrives last adds them up, in order.
__global__ void sum_in_last_block(const float* in, int n, float* partials, unsigned* ticket,
                                  float* sum) {
  SLEEVE_SHARED(bool, last, 1);
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  SLEEVE_SHARED(float, values, 32);
  values[threadIdx.x] = within(i, n) ? in[i] : 0;
  __syncthreads();
  if (threadIdx.x == 0) {
    float partial = 0;
    for (unsigned j = 0; j != 32; ++j) partial += values[j];
    partials[blockIdx.x] = partial;
    __threadfence();
    *last = atomicAdd(ticket, 1U) == gridDim.x - 1;
    if (*last) {
      __threadfence();
      *sum = 0;
      for (unsigned j = 0; j != gridDim.x; ++j) *sum += partials[j];
      atomicExch(ticket, 0U);
    }
  }
}

__global__ void try_atomics(int* integer, unsigned* natural, unsigned long long* wide, float* real,
                            int* highest, unsigned* highest_natural, int* once, unsigned* seen) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  atomicAdd(integer, -1);
  atomicAdd(natural, 2U);
  atomicAdd(wide, 1ULL << 33U);
  atomicAdd(real, 0.5F);
  atomicMax(highest, static_cast<int>(i) - 1000);
  atomicMax(highest_natural, i);
  atomicCAS(once, -1, static_cast<int>(i));
  atomicExch(seen + i, 1U);
}

TEST_CASE("__syncthreads keeps the phases of a block apart") {
  in_every_schedule([] {
    Array<int> in(kThreads), out(kThreads, -1);
    std::iota(in.begin(), in.end(), 0);
    Stream stream;
    launch(stream, "rotate", {dim3(1), dim3(kThreads)}, rotate, in.data(), out.data(), 7);
    stream.synchronize();
    for (unsigned i = 0; i != kThreads; ++i) {
      CHECK(out[i] == static_cast<int>((i + 7) % kThreads));
    }
  });
}

TEST_CASE("__syncwarp waits for the lanes of its mask and for no others") {
  in_every_schedule([] {
    Array<int> in(kThreads), out(kThreads, -1);
    std::iota(in.begin(), in.end(), 0);
    Stream stream;
    launch(stream, "rotate_halves", {dim3(1), dim3(kThreads)}, rotate_halves, in.data(),
           out.data());
    stream.synchronize();
    for (unsigned i = 0; i != kThreads; ++i) {
      const unsigned rounds = i % 2 == 0 ? 3 : 5;
      CHECK(out[i] == static_cast<int>(i / 32 * 32 + (i % 32 + 2 * rounds) % 32));
    }
  });
}

TEST_CASE("blocks find out who arrives last") {
  in_every_schedule([] {
    const int n = 1000;
    Array<float> in(n), partials(32, -1);
    std::iota(in.begin(), in.end(), 1.F);
    Array<unsigned> ticket = {0};
    Array<float> sum = {-1};
    Stream stream;
    for (int repeat = 0; repeat != 3; ++repeat) {
      launch(stream, "sum_in_last_block", {dim3(32), dim3(32)}, sum_in_last_block, in.data(), n,
             partials.data(), ticket.data(), sum.data());
      stream.synchronize();
      CHECK(sum[0] == 500500.F);
      CHECK(ticket[0] == 0);
    }
  });
}

TEST_CASE("atomics lose nothing between blocks") {
  in_every_schedule([] {
    constexpr unsigned kBlocks = 16, kAll = kBlocks * kThreads;
    Array<int> integer = {0}, highest = {-5000}, once = {-1};
    Array<unsigned> natural = {0}, highest_natural = {0}, seen(kAll, 0);
    Array<unsigned long long> wide = {0};
    Array<float> real = {0};
    Stream stream;
    launch(stream, "try_atomics", {dim3(kBlocks), dim3(kThreads)}, try_atomics, integer.data(),
           natural.data(), wide.data(), real.data(), highest.data(), highest_natural.data(),
           once.data(), seen.data());
    stream.synchronize();
    CHECK(integer[0] == -static_cast<int>(kAll));
    CHECK(natural[0] == 2 * kAll);
    CHECK(wide[0] == std::uint64_t{kAll} << 33U);
    CHECK(real[0] == 0.5F * kAll);
    CHECK(highest[0] == static_cast<int>(kAll) - 1001);
    CHECK(highest_natural[0] == kAll - 1);
    CHECK(once[0] >= 0);
    CHECK(once[0] < static_cast<int>(kAll));
    CHECK(seen == Array<unsigned>(kAll, 1));
  });
}

}  // namespace
}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
