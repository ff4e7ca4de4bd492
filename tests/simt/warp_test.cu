// Shuffles and votes, against the lanes they should read by CUDA's formulas.
#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/target.cuh"
#include "tests/simt/array.h"
#include "tests/simt/schedules.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

constexpr unsigned kThreads = 64;

/// What lane `thread % 32` brings.
template <typename T>
__host__ __device__ T brought(unsigned thread) {
  return static_cast<T>(1000000007.0 * (thread + 1));
}

template <typename T>
struct Shuffles {
  T* from;
  T* up;
  T* down;
  T* exchanged;
};

template <typename T>
__global__ void shuffle(Shuffles<T> out, int source, unsigned delta, int lanes, int width) {
  const unsigned i = threadIdx.x;
  const T value = brought<T>(i);
  out.from[i] = __shfl_sync(0xFFFFFFFFU, value, source, width);
  out.up[i] = __shfl_up_sync(0xFFFFFFFFU, value, delta, width);
  out.down[i] = __shfl_down_sync(0xFFFFFFFFU, value, delta, width);
  out.exchanged[i] = __shfl_xor_sync(0xFFFFFFFFU, value, lanes, width);
}

template <typename T>
void check_shuffles(int source, unsigned delta, int lanes, int width) {
  CAPTURE(source);
  CAPTURE(delta);
  CAPTURE(lanes);
  CAPTURE(width);
  Array<T> from(kThreads), up(kThreads), down(kThreads), exchanged(kThreads);
  Stream stream;
  launch(stream, "shuffle", {dim3(1), dim3(kThreads)}, shuffle<T>,
         Shuffles<T>{from.data(), up.data(), down.data(), exchanged.data()}, source, delta, lanes,
         width);
  stream.synchronize();
  for (unsigned i = 0; i != kThreads; ++i) {
    CAPTURE(i);
    const unsigned size = static_cast<unsigned>(width), begin = i / size * size;
    CHECK(from[i] == brought<T>(begin + static_cast<unsigned>(source) % size));
    CHECK(up[i] == brought<T>(i - begin >= delta ? i - delta : i));
    CHECK(down[i] == brought<T>(i + delta < begin + size ? i + delta : i));
    const unsigned partner = i ^ static_cast<unsigned>(lanes);
    CHECK(exchanged[i] == brought<T>(partner < begin + size ? partner : i));
  }
}

/// Sums over the lanes below `split` and over the others, apart.
__global__ void sum_parts(int* sums, int* votes, unsigned split) {
  const unsigned lane = threadIdx.x % 32, below = (1U << split) - 1U;
  const bool first = lane < split;
  const unsigned mask = first ? below : ~below;
  // In turns that differ, so that one part's exchanges overtake the other's.
  const unsigned repeats = first ? 1 : 4;
  int sum = 0;
  for (unsigned repeat = 0; repeat != repeats; ++repeat) {
    sum = 0;
    for (unsigned i = first ? 0 : split; i != (first ? split : 32); ++i) {
      sum += __shfl_sync(mask, static_cast<int>(threadIdx.x), static_cast<int>(i));
    }
  }
  sums[threadIdx.x] = sum;
  votes[threadIdx.x] = __all_sync(mask, first) * 2 + __any_sync(mask, lane == 31);
}

__global__ void vote(unsigned* ballots, int* any, int* all, unsigned yes, unsigned mask) {
  const unsigned lane = threadIdx.x;
  if ((mask >> lane & 1U) == 0) return;
  const int mine = static_cast<int>(yes >> lane & 1U);
  ballots[lane] = __ballot_sync(mask, mine * 7);
  any[lane] = __any_sync(mask, mine * 7);
  all[lane] = __all_sync(mask, mine * 7);
}

TEST_CASE("shuffles read the lanes that CUDA says") {
  in_every_schedule([] {
    check_shuffles<int>(0, 1, 1, 32);
    check_shuffles<float>(31, 16, 16, 32);
    check_shuffles<unsigned>(5, 3, 7, 8);
    check_shuffles<double>(17, 5, 31, 32);
    check_shuffles<long long>(9, 1, 12, 4);
    check_shuffles<unsigned long long>(2, 0, 0, 16);
  });
}

TEST_CASE("parts of a warp talk apart") {
  in_every_schedule([] {
    Array<int> sums(kThreads), votes(kThreads);
    Stream stream;
    launch(stream, "sum_parts", {dim3(1), dim3(kThreads)}, sum_parts, sums.data(), votes.data(),
           12U);
    stream.synchronize();
    for (int i = 0; i != static_cast<int>(kThreads); ++i) {
      const bool first = i % 32 < 12;
      const int n = first ? 12 : 20, begin = i / 32 * 32 + (first ? 0 : 12);
      CHECK(sums[static_cast<std::size_t>(i)] == n * begin + n * (n - 1) / 2);
      CHECK(votes[static_cast<std::size_t>(i)] == (first ? 2 : 1));
    }
  });
}

TEST_CASE("votes count the lanes of the mask") {
  in_every_schedule([] {
    for (const unsigned mask : {0xFFFFFFFFU, 0x0000FF00U, 0x80000001U}) {
      for (const unsigned yes : {0U, mask, mask & 0x8000F001U}) {
        Array<unsigned> ballots(32, 0);
        Array<int> any(32, -1), all(32, -1);
        Stream stream;
        launch(stream, "vote", {dim3(1), dim3(32)}, vote, ballots.data(), any.data(), all.data(),
               yes, mask);
        stream.synchronize();
        for (unsigned lane = 0; lane != 32; ++lane) {
          const bool named = (mask >> lane & 1U) != 0;
          CHECK(ballots[lane] == (named ? yes : 0));
          CHECK(any[lane] == (named ? yes != 0 : -1));
          CHECK(all[lane] == (named ? yes == mask : -1));
        }
      }
    }
  });
}

}  // namespace
}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
