// Drawing a batch of covers and gathering it from the data set: rows, pixels and labels in one
// kernel. Block (x, i) takes every gridDim.x-th part of the pixels of cover i; the first also
// writes its labels.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cover_rows.h"
#include "kernels/cuda/runs.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Bytes of pixels that make one access.
inline constexpr int kPixelRun = 16;

/// In [-1, 1], both ends exact.
__device__ __forceinline__ float normalized(std::uint32_t byte) {
  return static_cast<float>(byte) / 127.5F - 1;
}

/// Pixels [at, at + kRun) of an image, as bytes in a row.
template <int kRun>
__device__ __forceinline__ void copy_pixels(const std::uint8_t* image, int size, bool mirrored,
                                            std::size_t at, float* out) {
  if constexpr (kRun == kPixelRun) {
    if (!mirrored) {
      const Words4 bytes = load_16(image + at);
      for (int word = 0; word < 4; ++word) {
        Run<4> run;
        for (int i = 0; i < 4; ++i) run.value[i] = normalized(bytes.word[word] >> (8 * i) & 0xFF);
        store_run(out + at + 4 * word, run);
      }
      return;
    }
  }
  const std::size_t row = std::size_t(size) * 3;
  for (std::size_t i = at; i < at + kRun; ++i) {
    const std::size_t x = i % row / 3, c = i % 3;
    const std::size_t from = mirrored ? i / row * row + (size - 1 - x) * 3 + c : i;
    out[i] = normalized(image[from]);
  }
}

__device__ inline void copy_labels(const CoverTable& table, const CoverBatch& batch,
                                   const CoverPlace& cover, int i) {
  const std::uint8_t* genres = table.genres + std::size_t(cover.place) * table.genre_count;
  int set = 0;
  for (int g = 0; within(g, table.genre_count); ++g) set += genres[g];
  for (int g = int(threadIdx.x); within(g, table.genre_count); g += int(blockDim.x)) {
    batch.genres[std::size_t(i) * table.genre_count + g] =
        genres[g] ? 1.0F / static_cast<float>(set) : 0.0F;
  }
  for (int d = int(threadIdx.x); within(d, table.decade_count); d += int(blockDim.x)) {
    batch.decades[std::size_t(i) * table.decade_count + d] =
        table.decades[cover.place] == d ? 1.0F : 0.0F;
  }
  if (threadIdx.x == 0) batch.rows[i] = cover.row;
}

/// kRun is kPixelRun if images of the table and of the batch all lie at multiples of 16 bytes and
/// have a multiple of 16 bytes, else 1.
template <int kRun>
__global__ void gather_kernel(const StepState* state, CoverTable table, bool flip,
                              CoverBatch batch) {
  SLEEVE_SHARED(std::int64_t, place, 1);
  SLEEVE_SHARED(std::int32_t, row, 1);
  const int i = int(blockIdx.y);
  if (threadIdx.x == 0) {
    const CoverPlace cover = place_of_cover(*state, table, batch.batch, i);
    place[0] = cover.place;
    row[0] = cover.row;
  }
  __syncthreads();
  const CoverPlace cover = {place[0], row[0]};
  const Philox flips(state->schedule.seed, stream_number(kernels::Stream::kFlips), state->step);
  const bool mirrored = flip && flips.below(std::uint64_t(i), 2) == 1;

  const std::size_t bytes = std::size_t(table.size) * table.size * 3;
  const std::uint8_t* image = table.images + std::size_t(cover.place) * bytes;
  float* out = batch.images + std::size_t(i) * bytes;
  for_each_run<kRun>(bytes, [&](auto length, std::size_t at) {
    copy_pixels<length>(image, table.size, mirrored, at, out);
  });
  if (blockIdx.x == 0) copy_labels(table, batch, cover, i);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
