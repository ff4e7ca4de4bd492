// Kernels that are wrong, each in one way that the layer, or a sanitizer under it, must notice.
// planted_bugs_test.cpp runs them, each in a process of its own, and finds their lines by the names
// in [brackets].
//
// usage: simt_planted_bugs BUG
//   prints "right" or "wrong", for what the kernel computed, if nobody stops it
#include <algorithm>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/target.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

constexpr int kThreads = 64;

// -- What the layer itself must stop

__global__ void divergent_barrier(int*) {
  if (threadIdx.x < 16) {
    __syncthreads();  // [divergent barrier, first]
  } else {
    __syncthreads();  // [divergent barrier, second]
  }
}

__global__ void barrier_after_exit(int*) {
  if (threadIdx.x < 16) return;
  __syncthreads();  // [barrier after exit]
}

__global__ void exit_before_barrier(int*) {
  if (threadIdx.x >= 16) return;
  __syncthreads();  // [exit before barrier]
}

__global__ void shuffle_of_exited_lane(int* out) {
  if (threadIdx.x % 32 == 3) return;
  out[threadIdx.x] = __shfl_xor_sync(0xFFFFFFFFU, 1, 1);  // [shuffle of exited lane]
}

__global__ void shuffle_in_a_branch(int* out) {
  if (threadIdx.x % 2 == 0) {
    out[threadIdx.x] = __shfl_xor_sync(0xFFFFFFFFU, 1, 2);  // [shuffle in a branch]
  } else {
    __syncthreads();  // [barrier in the other]
  }
}

__global__ void vote_in_two_branches(int* out) {
  if (threadIdx.x % 2 == 0) {
    out[threadIdx.x] = __any_sync(0xFFFFFFFFU, 1);  // [vote in one branch]
  } else {
    out[threadIdx.x] = __all_sync(0xFFFFFFFFU, 1);  // [vote in the other]
  }
}

__global__ void masks_that_overlap(int* out) {
  const unsigned mask = threadIdx.x % 32 < 8 ? 0x00000FFFU : 0xFFFFFFF0U;
  out[threadIdx.x] = __any_sync(mask, 1);  // [masks that overlap]
}

__global__ void mask_without_caller(int* out) {
  out[threadIdx.x] = __any_sync(0x0000FFFFU, 1);  // [mask without caller]
}

__global__ void shuffle_from_outside_mask(int* out) {
  if (threadIdx.x % 32 >= 8) return;
  out[threadIdx.x] = __shfl_sync(0x000000FFU, 1, 9);  // [shuffle from outside mask]
}

__global__ void misaligned_load(int* out) {
  const Words4 words = load_16(out + threadIdx.x);  // [misaligned load]
  out[threadIdx.x] = static_cast<int>(words.word[0]);
}

__global__ void misaligned_copy(int* out) {
  SLEEVE_SHARED(int, copied, 8);
  copy_async_16(copied, out + 1);  // [misaligned copy]
}

__global__ void copy_to_global(int* out) {
  copy_async_4(out, out + 1);  // [copy to global memory]
}

__global__ void matrix_from_global(int* out) {
  std::uint32_t loaded[2];
  load_matrix_x2(loaded, out);  // [matrix from global memory]
  out[threadIdx.x] = static_cast<int>(loaded[0]);
}

__global__ void too_much_shared(int*) {
  SLEEVE_SHARED(char, large, 49 * 1024);  // [too much shared memory]
  large[0] = 0;
}

__global__ void write_past_the_end(int*) {
  SLEEVE_SHARED(int, values, kThreads);  // [array written past its end]
  values[threadIdx.x + 1] = 1;           // [write past the end]
}

__global__ void write_before_the_beginning(int*) {
  SLEEVE_DYNAMIC_SHARED(int, values);
  values[static_cast<int>(threadIdx.x) - 2] = 1;  // [write before the beginning]
}

__global__ void exception(int*) { throw std::runtime_error("of the kernel"); }

int depth_of(int* path, int depth) {
  volatile char frame[4096] = {};
  frame[0] = static_cast<char>(depth);
  return depth > 1000 ? *path : depth_of(path, depth + 1) + frame[0];
}

__global__ void endless_stack(int* out) { *out = depth_of(out, 0); }

// -- What shows in the values

__global__ void unwritten_shared(int* out) {
  SLEEVE_SHARED(float, values, kThreads);
  out[threadIdx.x] = values[threadIdx.x] == 0 ? 1 : 0;
}

__global__ void read_past_the_end(int* out) {
  SLEEVE_SHARED(float, values, kThreads);
  values[threadIdx.x] = 1;
  __syncthreads();
  out[threadIdx.x] = static_cast<int>(values[threadIdx.x + 1]);  // [read past the end]
}

__global__ void missing_wait(int* out) {
  SLEEVE_SHARED(int, copied, kThreads);
  out[threadIdx.x] = 1;
  copy_async_4(copied + threadIdx.x, out + threadIdx.x);
  commit_copies();
  out[threadIdx.x] = copied[threadIdx.x];
}

// -- What a sanitizer must see

__global__ void missing_block_barrier(int* out) {
  SLEEVE_SHARED(int, values, kThreads);
  values[threadIdx.x] = 1;                                // [written before no barrier]
  out[threadIdx.x] = values[kThreads - 1 - threadIdx.x];  // [read after no barrier]
}

/// Right whatever the order in which threads run, between the barriers that there are.
__global__ void missing_second_barrier(int* out) {
  SLEEVE_SHARED(int, values, kThreads);
  for (int round = 0; round != 3; ++round) {
    values[threadIdx.x] = 1;  // [overwritten too early]
    __syncthreads();
    out[threadIdx.x] = values[kThreads - 1 - threadIdx.x];  // [read until the next round]
  }
}

__global__ void missing_warp_barrier(int* out) {
  SLEEVE_SHARED(int, values, kThreads);
  values[threadIdx.x] = 1;                              // [written by one lane]
  const int lane = __shfl_xor_sync(0xFFFFFFFFU, 1, 1);  // meets, but orders no memory
  out[threadIdx.x] = lane * values[threadIdx.x ^ 1U];   // [read by another lane]
}

__global__ void unordered_matrix(int* out) {
  SLEEVE_SHARED(int, values, kThreads);
  values[threadIdx.x] = 1;  // [row written]
  std::uint32_t loaded[2];
  load_matrix_x2(loaded, values + threadIdx.x % 16 * 4);  // [matrix loaded]
  out[threadIdx.x] = loaded[0] != 0 ? 1 : 0;
}

__global__ void early_copy(int* out) {
  SLEEVE_SHARED(int, values, kThreads);
  values[threadIdx.x] = 1;
  __syncthreads();
  out[threadIdx.x] = values[kThreads - 1 - threadIdx.x];  // [read while a copy lands]
  copy_async_4(values + threadIdx.x, nullptr, false);     // [copy issued]
  commit_copies();
  wait_copies<0>();  // [copy waited for]
}

__global__ void race_between_blocks(int* out) {
  out[threadIdx.x] = 1;  // [written by every block]
}

__global__ void missing_first_fence(int* out) {
  out[threadIdx.x] = 1;
  if (threadIdx.x == 0) {
    out[kThreads + 1 + blockIdx.x] = 1;  // [partial result]
    if (atomicAdd(out + kThreads, 1) + 1 == static_cast<int>(gridDim.x)) {
      __threadfence();
      for (unsigned i = 0; i != gridDim.x; ++i) {
        if (out[kThreads + 1 + i] != 1) out[0] = 0;  // [partial result read]
      }
    }
  }
}

__global__ void missing_second_fence(int* out) {
  out[threadIdx.x] = 1;
  if (threadIdx.x == 0) {
    out[kThreads + 1 + blockIdx.x] = 1;  // [partial result behind a fence]
    __threadfence();
    if (atomicAdd(out + kThreads, 1) + 1 == static_cast<int>(gridDim.x)) {
      for (unsigned i = 0; i != gridDim.x; ++i) {
        if (out[kThreads + 1 + i] != 1) out[0] = 0;  // [read without a fence]
      }
    }
  }
}

__global__ void read_out_of_bounds(int* out) {
  out[threadIdx.x] = 1;
  if (within(threadIdx.x, kThreads + 1)) {
    out[threadIdx.x] = out[2 * kThreads] == 77 ? 77 : 1;  // [out of bounds]
  }
}

// -- For fault injection: right, and wrong without any of its guards.

__global__ void guarded(int* out) {
  SLEEVE_SHARED(int, values, kThreads);
  copy_async_4(values + threadIdx.x, out + kThreads);
  commit_copies();
  wait_copies<0>();  // [guarding wait]
  __syncthreads();   // [guarding barrier]
  const int next = values[(threadIdx.x + 1) % kThreads] + 1;
  if (within(threadIdx.x, kThreads - 1)) out[threadIdx.x] = next;  // [guarding bound]
  if (threadIdx.x == kThreads - 1) out[threadIdx.x] = out[threadIdx.x] == 0 ? 1 : 0;
}

struct Bug {
  void (*kernel)(int*);
  unsigned blocks = 1;
  std::size_t shared_bytes = 0;
};

const std::map<std::string, Bug> bugs = {
    {"divergent barrier", {divergent_barrier}},
    {"barrier after exit", {barrier_after_exit}},
    {"exit before barrier", {exit_before_barrier}},
    {"shuffle of exited lane", {shuffle_of_exited_lane}},
    {"shuffle in a branch", {shuffle_in_a_branch}},
    {"vote in two branches", {vote_in_two_branches}},
    {"masks that overlap", {masks_that_overlap}},
    {"mask without caller", {mask_without_caller}},
    {"shuffle from outside mask", {shuffle_from_outside_mask}},
    {"misaligned load", {misaligned_load}},
    {"misaligned copy", {misaligned_copy}},
    {"copy to global memory", {copy_to_global}},
    {"matrix from global memory", {matrix_from_global}},
    {"too much shared memory", {too_much_shared}},
    {"write past the end", {write_past_the_end}},
    {"write before the beginning", {write_before_the_beginning, 1, kThreads * sizeof(int)}},
    {"exception", {exception}},
    {"endless stack", {endless_stack}},
    {"unwritten shared memory", {unwritten_shared}},
    {"read past the end", {read_past_the_end}},
    {"missing wait", {missing_wait}},
    {"missing block barrier", {missing_block_barrier}},
    {"missing second barrier", {missing_second_barrier}},
    {"missing warp barrier", {missing_warp_barrier}},
    {"unordered matrix", {unordered_matrix}},
    {"early copy", {early_copy}},
    {"race between blocks", {race_between_blocks, 4}},
    {"missing first fence", {missing_first_fence, 4}},
    {"missing second fence", {missing_second_fence, 4}},
    {"read out of bounds", {read_out_of_bounds}},
    {"guarded", {guarded}},
};

int run(const std::string& name) {
  const auto found = bugs.find(name);
  if (found == bugs.end()) {
    std::fprintf(stderr, "no such bug: %s\n", name.c_str());
    return 2;
  }
  const auto& [kernel, blocks, shared_bytes] = found->second;
  std::vector<int> out(kThreads * 2, 0);
  Stream stream;
  launch(stream, name, {dim3(blocks), dim3(kThreads), shared_bytes}, kernel, out.data());
  const bool right = std::all_of(out.begin(), out.begin() + kThreads, [](int i) { return i == 1; });
  std::puts(right ? "right" : "wrong");
  return 0;
}

}  // namespace
}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda

int main(int argc, char** argv) { return argc == 2 ? sleeve::kernels::cuda::run(argv[1]) : 2; }
