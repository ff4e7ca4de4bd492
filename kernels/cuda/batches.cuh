// Drawing a batch of covers and gathering it from the data set: rows, pixels and labels in one
// kernel. Block (x, i) takes every gridDim.x-th part of the pixels of cover i; the first also
// writes its labels.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/cuda/runs.cuh"
#include "kernels/philox.h"
#include "kernels/shuffle.h"
#include "kernels/streams.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Bytes of pixels that make one access.
inline constexpr int kPixelRun = 16;

/// The row of the table that cover i of a batch shows when covers are drawn as they come.
__device__ inline std::int32_t row_of_epoch(const StepState& state, const CoverTable& table,
                                            int batch, int i) {
  const std::uint64_t rows = std::uint64_t(table.row_count);
  const std::uint64_t position = state.step * std::uint64_t(batch) + std::uint64_t(i);
  return table.rows[shuffled(state.schedule.seed, stream_number(kernels::Stream::kEpochShuffle),
                             position / rows, rows, position % rows)];
}

/// The same when genres are drawn evenly.
__device__ inline std::int32_t row_of_genre(const StepState& state, const CoverTable& table,
                                            int i) {
  const auto rows_of = [&](int g) { return table.genre_begin[g + 1] - table.genre_begin[g]; };
  std::uint32_t with_rows = 0;
  for (int g = 0; within(g, table.genre_count); ++g) with_rows += rows_of(g) > 0 ? 1 : 0;
  const Philox random(state.schedule.seed, stream_number(kernels::Stream::kBalancedDraws),
                      state.step);
  const std::uint64_t element = 2 * std::uint64_t(i);
  std::uint32_t before = random.below(element, with_rows);  // genres with rows before the chosen
  int genre = 0;
  while (rows_of(genre) == 0 || before > 0) before -= rows_of(genre++) > 0 ? 1 : 0;
  return table.genre_rows[table.genre_begin[genre] +
                          random.below(element + 1, std::uint32_t(rows_of(genre)))];
}

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
                                   std::int32_t row, int i) {
  const std::uint8_t* genres = table.genres + std::size_t(row) * table.genre_count;
  int set = 0;
  for (int g = 0; within(g, table.genre_count); ++g) set += genres[g];
  for (int g = int(threadIdx.x); within(g, table.genre_count); g += int(blockDim.x)) {
    batch.genres[std::size_t(i) * table.genre_count + g] =
        genres[g] ? 1.0F / static_cast<float>(set) : 0.0F;
  }
  for (int d = int(threadIdx.x); within(d, table.decade_count); d += int(blockDim.x)) {
    batch.decades[std::size_t(i) * table.decade_count + d] = table.decades[row] == d ? 1.0F : 0.0F;
  }
  if (threadIdx.x == 0) batch.rows[i] = row;
}

/// kRun is kPixelRun if images of the table and of the batch all lie at multiples of 16 bytes and
/// have a multiple of 16 bytes, else 1.
template <int kRun>
__global__ void gather_kernel(const StepState* state, CoverTable table, bool flip,
                              CoverBatch batch) {
  SLEEVE_SHARED(std::int32_t, drawn, 1);
  const int i = int(blockIdx.y);
  if (threadIdx.x == 0) {
    drawn[0] = table.genre_rows ? row_of_genre(*state, table, i)
                                : row_of_epoch(*state, table, batch.batch, i);
  }
  __syncthreads();
  const std::int32_t row = drawn[0];
  const Philox flips(state->schedule.seed, stream_number(kernels::Stream::kFlips), state->step);
  const bool mirrored = flip && flips.below(std::uint64_t(i), 2) == 1;

  const std::size_t bytes = std::size_t(table.size) * table.size * 3;
  const std::uint8_t* image = table.images + std::size_t(row) * bytes;
  float* out = batch.images + std::size_t(i) * bytes;
  for_each_run<kRun>(bytes, [&](auto length, std::size_t at) {
    copy_pixels<length>(image, table.size, mirrored, at, out);
  });
  if (blockIdx.x == 0) copy_labels(table, batch, row, i);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
