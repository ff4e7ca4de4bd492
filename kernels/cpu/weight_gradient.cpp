// conv_weights: a matrix product over all small pixels, [small channels] x [taps, big channels].
// The small map is packed once; a task takes a block of columns and a chunk of pixels, packing its
// part of the patches as it goes. Chunks are added in their order, whoever computed them.
#include "kernels/cpu/weight_gradient.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/weight_gradient.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/cpu/gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve::kernels::cpu::HWY_NAMESPACE {

constexpr std::size_t kColumnsPerTask = 8 * kTileColumns;
// Enough tasks for many threads, not so many that adding the chunks costs anything.
constexpr std::size_t kWantedTasks = 16;
constexpr std::size_t kPixelsPerChunk = 4 * kDepth;  // at least, where pixels are split

struct WeightCall {
  ConvShape shape;
  Reader big, small;
  std::size_t pixels, rows, columns;  // of the product: depth, small channels, taps x big channels
  std::size_t padded_rows;
  std::size_t column_blocks, chunks, pixels_per_chunk;
  float* packed;  // [row panel][pixel][kTileRows]
  float* sums;    // [chunk][rows][columns]; one chunk alone: the gradient itself
};

std::size_t divide_up(std::size_t n, std::size_t unit) { return (n + unit - 1) / unit; }

template <Reading kReading>
void pack_small(const WeightCall& call, TaskPool& pool) {
  const std::size_t panels = call.padded_rows / kTileRows;
  const auto pack_pixel = [&](std::size_t pixel) {
    for (std::size_t panel = 0; panel < panels; ++panel) {
      float* const out = call.packed + (panel * call.pixels + pixel) * kTileRows;
      const std::size_t first = panel * kTileRows;
      const std::size_t count = std::min(kTileRows, call.rows - first);
      read_channels<kReading>(call.small.map, pixel * call.rows + first, first, count, out);
      std::fill(out + count, out + kTileRows, 0.0F);
    }
  };
  pool.run_blocks(call.pixels, kDepth, [&](std::size_t begin, std::size_t end) {
    for (std::size_t pixel = begin; pixel < end; ++pixel) pack_pixel(pixel);
  });
}

/// Columns [begin, end) of the patch of one small pixel, into panels [column panel][depth][...],
/// at unit `k` of depth.
template <Reading kReading>
HWY_INLINE void pack_patch_columns(const WeightCall& call, std::size_t pixel, std::size_t begin,
                                   std::size_t end, std::size_t k, float* panels) {
  const ConvShape& s = call.shape;
  const std::size_t channels = std::size_t(s.big_channels);
  const std::size_t run_length = std::size_t(s.kernel) * channels;
  const std::size_t per_cover = std::size_t(s.small_height) * std::size_t(s.small_width);
  const std::size_t cover = pixel / per_cover;
  const int top = int(pixel % per_cover / std::size_t(s.small_width)) * s.stride - s.padding;
  const int left = int(pixel % per_cover % std::size_t(s.small_width)) * s.stride - s.padding;
  const std::size_t valid_from = std::size_t(std::max(0, -left)) * channels;
  const std::size_t valid_to = std::size_t(std::clamp(s.big_width - left, 0, s.kernel)) * channels;
  std::size_t column = begin;
  while (column < end) {
    const std::size_t ky = column / run_length;
    const std::size_t element = column % run_length;
    const std::size_t in_panel = (column - begin) % kTileColumns;
    const int y = top + int(ky);
    const bool row_valid = y >= 0 && y < s.big_height;
    // The next change: end of the run, of the panel, of the columns, or of the padding.
    std::size_t count = std::min({run_length - element, kTileColumns - in_panel, end - column});
    const bool inside = row_valid && element >= valid_from && element < valid_to;
    if (row_valid) {
      if (element < valid_from) count = std::min(count, valid_from - element);
      if (inside) count = std::min(count, valid_to - element);
    }
    float* const out =
        panels + ((column - begin) / kTileColumns * kDepth + k) * kTileColumns + in_panel;
    if (inside) {
      const std::ptrdiff_t source =
          ((std::ptrdiff_t(cover) * s.big_height + y) * s.big_width + left) *
          std::ptrdiff_t(channels);
      read_run<kReading>(call.big, source, element, count, out);
    } else {
      std::fill_n(out, count, 0.0F);
    }
    column += count;
  }
}

template <Reading kReading>
void run_weight_task(const WeightCall& call, std::size_t column_block, std::size_t chunk,
                     float* panels, float* tile) {
  const std::size_t begin = column_block * kColumnsPerTask;
  const std::size_t columns = std::min(kColumnsPerTask, call.columns - begin);
  const std::size_t padded = round_up(columns, kTileColumns);
  const std::size_t first = chunk * call.pixels_per_chunk;
  const std::size_t last = std::min(call.pixels, first + call.pixels_per_chunk);
  for (std::size_t at = first; at < last; at += kDepth) {
    const std::size_t depth = std::min(kDepth, last - at);
    for (std::size_t k = 0; k < depth; ++k) {
      pack_patch_columns<kReading>(call, at + k, begin, begin + columns, k, panels);
    }
    for (std::size_t column = 0; column < padded; column += kTileColumns) {
      for (std::size_t row = 0; row < call.padded_rows; row += kTileRows) {
        multiply_tile<2, 1, kTileRows>(
            call.packed + (row / kTileRows * call.pixels + at) * kTileRows,
            panels + column * kDepth, depth, tile + row * padded + column, padded, at != first);
      }
    }
  }
  float* const out = call.sums + chunk * call.rows * call.columns + begin;
  for (std::size_t row = 0; row < call.rows; ++row) {
    std::copy_n(tile + row * padded, columns, out + row * call.columns);
  }
}

void run_weight_task(const WeightCall& call, std::size_t column_block, std::size_t chunk,
                     float* panels, float* tile) {
  switch (call.big.reading) {
    case Reading::kCopy:
      return run_weight_task<Reading::kCopy>(call, column_block, chunk, panels, tile);
    case Reading::kLeaky:
      return run_weight_task<Reading::kLeaky>(call, column_block, chunk, panels, tile);
    case Reading::kLeakyKeep:
      return run_weight_task<Reading::kLeakyKeep>(call, column_block, chunk, panels, tile);
    case Reading::kGeneral:
      return run_weight_task<Reading::kGeneral>(call, column_block, chunk, panels, tile);
  }
}

void pack_small(const WeightCall& call, TaskPool& pool) {
  switch (call.small.reading) {
    case Reading::kCopy:
      return pack_small<Reading::kCopy>(call, pool);
    case Reading::kLeaky:
      return pack_small<Reading::kLeaky>(call, pool);
    case Reading::kLeakyKeep:
      return pack_small<Reading::kLeakyKeep>(call, pool);
    case Reading::kGeneral:
      return pack_small<Reading::kGeneral>(call, pool);
  }
}

void add_chunks(const WeightCall& call, float* gradient, bool accumulate, TaskPool& pool) {
  const std::size_t size = call.rows * call.columns;
  const auto add_element = [&](std::size_t i) {
    float sum = 0;
    for (std::size_t chunk = 0; chunk < call.chunks; ++chunk) sum += call.sums[chunk * size + i];
    gradient[i] = accumulate ? gradient[i] + sum : sum;
  };
  constexpr std::size_t kBlock = 16384;
  pool.run_blocks(size, kBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) add_element(i);
  });
}

void WeightGradient(const ConvShape& shape, const PendingMap& big, const PendingMap& small,
                    float* gradient, bool accumulate, Workspace& workspace) {
  WeightCall call{};
  call.shape = shape;
  call.big = make_reader(big, shape.big_channels, workspace.identity[0]);
  call.small = make_reader(small, shape.small_channels, workspace.identity[1]);
  call.pixels = shape.small_pixels();
  call.rows = std::size_t(shape.small_channels);
  call.columns = shape.weight_size() / call.rows;
  call.padded_rows = round_up(call.rows, kTileRows);
  call.column_blocks = divide_up(call.columns, kColumnsPerTask);
  call.chunks = std::clamp(divide_up(kWantedTasks, call.column_blocks), std::size_t{1},
                           std::max(call.pixels / kPixelsPerChunk, std::size_t{1}));
  call.pixels_per_chunk = std::max(round_up(divide_up(call.pixels, call.chunks), kDepth), kDepth);
  call.chunks = divide_up(call.pixels, call.pixels_per_chunk);
  call.packed = workspace.packed.at_least(call.padded_rows * call.pixels);
  const bool direct = call.chunks == 1 && !accumulate;
  call.sums =
      direct ? gradient : workspace.partials.at_least(call.chunks * call.rows * call.columns);

  pack_small(call, workspace.pool);
  workspace.pool.run(call.chunks * call.column_blocks, [&](std::size_t task, std::size_t thread) {
    run_weight_task(call, task % call.column_blocks, task / call.column_blocks,
                    workspace.panel[thread].at_least(kDepth * kColumnsPerTask),
                    workspace.tile[thread].at_least(call.padded_rows * kColumnsPerTask));
  });
  if (!direct) add_chunks(call, gradient, accumulate, workspace.pool);
}

}  // namespace sleeve::kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sleeve::kernels::cpu {
HWY_EXPORT(WeightGradient);

void weight_gradient(const ConvShape& shape, const PendingMap& big, const PendingMap& small,
                     float* gradient, bool accumulate, Workspace& workspace) {
  HWY_DYNAMIC_DISPATCH(WeightGradient)(shape, big, small, gradient, accumulate, workspace);
}

}  // namespace sleeve::kernels::cpu
#endif
