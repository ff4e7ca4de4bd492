// What only the CPU can do: choose the order of threads and the landing of copies, and show memory
// that nobody has written.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/target.cuh"
#include "kernels/simt/grid.h"
#include "kernels/simt/schedule.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

__global__ void note_turn(int* turns, int* next) {
  turns[blockIdx.x * blockDim.x + threadIdx.x] = atomicAdd(next, 1);
}

/// out[block]: what the arrays hold before anything was written, which then is.
__global__ void read_unwritten(float* out, int* integers) {
  SLEEVE_SHARED(float, real, 4);
  SLEEVE_SHARED(int, integer, 4);
  SLEEVE_DYNAMIC_SHARED(float, dynamic);
  out[2 * blockIdx.x] = real[3];
  out[2 * blockIdx.x + 1] = dynamic[0];
  integers[blockIdx.x] = integer[0];
  real[3] = dynamic[0] = 1;
  integer[0] = 1;
}

/// Reads each of three groups as soon as a wait lets it.
__global__ void read_groups(const float* in, float* out) {
  SLEEVE_SHARED(float, landed, 4);
  for (int group = 0; group != 3; ++group) {
    copy_async_4(landed + group, in + group);
    commit_copies();
  }
  copy_async_4(landed + 3, in + 3);  // of no group yet
  wait_copies<2>();
  for (int i = 0; i != 4; ++i) out[i] = landed[i];
  wait_copies<1>();
  for (int i = 0; i != 4; ++i) out[4 + i] = landed[i];
  wait_copies<0>();
  for (int i = 0; i != 4; ++i) out[8 + i] = landed[i];
}

/// In which turn each of two blocks of two threads ran.
std::vector<int> turns(const simt::Schedule& schedule, unsigned blocks, unsigned threads) {
  const simt::ScopedSchedule scope(schedule);
  std::vector<int> turns(blocks * threads);
  int next = 0;
  Stream stream;
  launch(stream, "note_turn", {dim3(blocks), dim3(threads)}, note_turn, turns.data(), &next);
  return turns;
}

TEST_CASE("threads and blocks take turns as the schedule says") {
  simt::set_host_threads(1);
  using simt::Copies, simt::Order;
  CHECK(turns({Order::kAscending, Copies::kEarly}, 2, 2) == std::vector<int>{0, 1, 2, 3});
  CHECK(turns({Order::kDescending, Copies::kEarly}, 2, 2) == std::vector<int>{3, 2, 1, 0});

  const std::vector<int> shuffled = turns({Order::kShuffled, Copies::kEarly, 5}, 8, 64);
  CHECK(shuffled == turns({Order::kShuffled, Copies::kEarly, 5}, 8, 64));
  CHECK(shuffled != turns({Order::kShuffled, Copies::kEarly, 6}, 8, 64));
  CHECK(shuffled != turns({Order::kAscending, Copies::kEarly}, 8, 64));
  simt::set_host_threads(2);
}

TEST_CASE("shared memory is NaN at the beginning of every block") {
  std::vector<float> out(16, 0);
  std::vector<int> integers(8, 0);
  Stream stream;
  launch(stream, "read_unwritten", {dim3(8), dim3(1), 16}, read_unwritten, out.data(),
         integers.data());
  for (const float value : out) CHECK(std::isnan(value));
  CHECK(integers == std::vector<int>(8, -1));
}

TEST_CASE("late copies land no sooner than a wait for their group") {
  alignas(16) const float in[4] = {1, 2, 3, 4};
  for (const simt::Copies copies : {simt::Copies::kEarly, simt::Copies::kLate}) {
    const simt::ScopedSchedule schedule({simt::Order::kAscending, copies});
    std::vector<float> out(12, 0);
    Stream stream;
    launch(stream, "read_groups", {dim3(1), dim3(1)}, read_groups, in, out.data());
    for (unsigned i = 0; i != 12; ++i) {
      const bool landed = copies == simt::Copies::kEarly || i % 4 <= i / 4;
      CHECK((landed && i % 4 != 3 ? out[i] == in[i % 4]
                                  : copies == simt::Copies::kEarly || std::isnan(out[i])));
    }
  }
}

}  // namespace
}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
