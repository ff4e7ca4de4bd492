// Shared memory, wide accesses and asynchronous copies.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <vector>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/target.cuh"
#include "tests/simt/array.h"
#include "tests/simt/schedules.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

template <int kCount>
__device__ double* own_array() {
  SLEEVE_SHARED(double, array, kCount);
  return array;
}

struct Addresses {
  std::uintptr_t first, second, other, dynamic;
};

__global__ void note_addresses(Addresses* out) {
  SLEEVE_DYNAMIC_SHARED(unsigned char, dynamic);
  // Threads come by the declarations in different orders.
  double* first = threadIdx.x % 2 == 0 ? own_array<3>() : nullptr;
  double* second = own_array<5>();
  if (first == nullptr) first = own_array<3>();
  SLEEVE_SHARED(char, other, 1);
  out[blockIdx.x * blockDim.x + threadIdx.x] = {
      reinterpret_cast<std::uintptr_t>(first), reinterpret_cast<std::uintptr_t>(second),
      reinterpret_cast<std::uintptr_t>(other), reinterpret_cast<std::uintptr_t>(dynamic)};
}

__global__ void copy_wide(const std::uint32_t* in, std::uint32_t* out) {
  store_16(out, load_16(in));
  store_8(out + 4, load_8(in + 4));
}

/// Copies `n` tiles of 64 words, through as many buffers as may be in flight.
template <int kAhead>
__global__ void stream_tiles(const std::uint32_t* in, std::uint32_t* out, int n) {
  constexpr int kTile = 64;
  SLEEVE_SHARED(std::uint32_t, tiles, (kAhead + 1) * kTile);
  const unsigned i = threadIdx.x;
  const auto begin = [&](int tile) {
    std::uint32_t* to = tiles + tile % (kAhead + 1) * kTile;
    if (within(tile, n)) {
      if (i < 8) copy_async_16(to + 4 * i, in + tile * kTile + 4 * i);
      if (i >= 16 && i < 48) copy_async_4(to + 16 + i, in + tile * kTile + 16 + i);
    }
    commit_copies();
  };
  for (int tile = 0; tile != kAhead; ++tile) begin(tile);
  for (int tile = 0; tile != n; ++tile) {
    wait_copies<kAhead - 1>();
    __syncthreads();
    begin(tile + kAhead);
    const std::uint32_t* from = tiles + tile % (kAhead + 1) * kTile;
    out[tile * kTile + i] = from[kTile - 1 - i];
  }
}

__global__ void fill_with_zeros(std::uint32_t* out) {
  SLEEVE_SHARED(std::uint32_t, words, 8);
  for (int i = 0; i != 8; ++i) words[i] = 6;
  copy_async_16(words, nullptr, false);
  copy_async_4(words + 5, nullptr, false);
  commit_copies();
  wait_copies<0>();
  for (int i = 0; i != 8; ++i) out[i] = words[i];
}

TEST_CASE("the threads of a block share their arrays, which lie apart") {
  Array<Addresses> seen(std::size_t{4} * 40);
  Stream stream;
  launch(stream, "note_addresses", {dim3(4), dim3(40), 100}, note_addresses, seen.data());
  stream.synchronize();
  for (std::size_t i = 0; i != seen.size(); ++i) {
    const Addresses &own = seen[i], &first = seen[i / 40 * 40];
    CHECK(own.first == first.first);
    CHECK(own.second == first.second);
    CHECK(own.other == first.other);
    CHECK(own.dynamic == first.dynamic);
    for (const auto address : {own.first, own.second, own.other, own.dynamic}) {
      CHECK(address % 128 == 0);
    }
    const auto apart = [](std::uintptr_t a, std::uintptr_t b) { return a < b ? b - a : a - b; };
    CHECK(apart(own.first, own.second) >= 5 * sizeof(double));
    CHECK(apart(own.first, own.other) >= 3 * sizeof(double));
    CHECK(apart(own.dynamic, own.other) >= 100);
  }
}

TEST_CASE("accesses of 8 and 16 bytes") {
  const Array<std::uint32_t> in = {1, 2, 3, 4, 5, 6};
  Array<std::uint32_t> out = {0, 0, 0, 0, 0, 0, 77, 78};
  Stream stream;
  launch(stream, "copy_wide", {dim3(1), dim3(1)}, copy_wide, in.data(), out.data());
  stream.synchronize();
  for (unsigned i = 0; i != 6; ++i) CHECK(out[i] == i + 1);
  CHECK(out[6] == 77);
}

template <int kAhead>
void check_streamed_tiles(int n) {
  Array<std::uint32_t> in(64 * 7);
  std::iota(in.begin(), in.end(), 1U);
  Array<std::uint32_t> out(static_cast<std::size_t>(64 * n), 0);
  Stream stream;
  launch(stream, "stream_tiles", {dim3(1), dim3(64)}, stream_tiles<kAhead>, in.data(), out.data(),
         n);
  stream.synchronize();
  for (std::size_t i = 0; i != out.size(); ++i) CHECK(out[i] == in[i / 64 * 64 + 63 - i % 64]);
}

TEST_CASE("asynchronous copies land before their wait returns, whenever they do") {
  in_every_schedule([] {
    check_streamed_tiles<1>(7);
    check_streamed_tiles<3>(7);
    check_streamed_tiles<3>(2);
  });
}

TEST_CASE("an asynchronous copy of nothing is zeros, and looks at nothing") {
  in_every_schedule([] {
    Array<std::uint32_t> out(8, 5);
    Stream stream;
    launch(stream, "fill_with_zeros", {dim3(1), dim3(1)}, fill_with_zeros, out.data());
    stream.synchronize();
    CHECK(out == Array<std::uint32_t>{0, 0, 0, 0, 6, 0, 6, 6});
  });
}

}  // namespace
}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
