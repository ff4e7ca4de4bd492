// conv_down and conv_up: implicit GEMM over a GatherPlan. A task is a block of result pixels of one
// phase; it packs their patches block by block of depth, applying the pending form, multiplies them
// with the packed weights and finishes the results while they are in cache.
#include "kernels/cpu/gather_convolution.h"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/gather_convolution.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/cpu/epilogue-inl.h"
#include "kernels/cpu/gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve::kernels::cpu::HWY_NAMESPACE {

// Rows that share a panel of weights while it is in cache.
constexpr std::size_t kRowsPerTask = (kTileRows == 14 ? 8 : 16) * kTileRows;

struct Task {
  const Phase* phase;
  std::size_t first_row, rows;  // among the phase's rows of all covers
};

/// Everything about one call that its tasks share.
struct Call {
  GatherPlan plan;
  Reader source;
  ConvEpilogue epilogue;
  float* result;
  const float* packed_weights;
  std::size_t panel_columns;  // kLanes or kTileColumns
  std::size_t padded_columns;
  std::vector<Task> tasks;
  float* partials;  // per task two arrays of padded_channels, or null
  std::size_t padded_channels;
};

/// One panel of a phase's packed weights: [depth][panel_columns] of one block of depth. The panels
/// of a block lie one behind the other, and so do the blocks.
void pack_weight_panel(const GatherPlan& plan, const Phase& phase, const float* weight,
                       std::size_t panel_columns, std::size_t block, std::size_t panel,
                       float* packed) {
  const std::size_t source_channels = std::size_t(plan.source_channels);
  const std::size_t result_channels = std::size_t(plan.result_channels);
  const std::size_t all_columns = plan.columns(phase);
  const std::size_t panels = round_up(all_columns, panel_columns) / panel_columns;
  const std::size_t begin = block * kDepth;
  const std::size_t depth = std::min(kDepth, plan.depth(phase) - begin);
  const std::size_t first = panel * panel_columns;
  const std::size_t columns = std::min(panel_columns, all_columns - first);
  float* const out = packed + (begin * panels + panel * depth) * panel_columns;
  if (columns < panel_columns) std::fill_n(out, depth * panel_columns, 0.0F);
  // Where columns are far apart, sixteen units of depth at a time use a whole cache line.
  constexpr std::size_t kStrip = 16;
  for (std::size_t k0 = 0; k0 < depth; k0 += kStrip) {
    const std::size_t k1 = std::min(depth, k0 + kStrip);
    for (std::size_t n = 0; n < columns; ++n) {
      const std::size_t pixel = (first + n) / result_channels;
      const std::size_t result_at = (first + n) % result_channels * plan.result_stride;
      std::size_t tap = (begin + k0) / source_channels;
      std::size_t channel = (begin + k0) % source_channels;
      for (std::size_t k = k0; k < k1; ++k) {
        const int index = phase.kernel_index[tap * phase.pixels.size() + pixel];
        out[k * panel_columns + n] = index < 0 ? 0.0F
                                               : weight[std::size_t(index) * plan.kernel_stride +
                                                        channel * plan.source_stride + result_at];
        if (++channel == source_channels) {
          channel = 0;
          ++tap;
        }
      }
    }
  }
}

void pack_weights(const GatherPlan& plan, const float* weight, std::size_t panel_columns,
                  TaskPool& pool, float* packed) {
  struct Panel {
    const Phase* phase;
    std::size_t block, panel;
  };
  std::vector<Panel> all;
  for (const Phase& phase : plan.phases) {
    for (std::size_t block = 0; block * kDepth < plan.depth(phase); ++block) {
      for (std::size_t panel = 0; panel * panel_columns < plan.columns(phase); ++panel) {
        all.push_back({&phase, block, panel});
      }
    }
  }
  pool.run(all.size(), [&](std::size_t i, std::size_t) {
    pack_weight_panel(plan, *all[i].phase, weight, panel_columns, all[i].block, all[i].panel,
                      packed + all[i].phase->packed_at);
  });
}

struct RowPosition {
  std::size_t cover;
  int y, x;
};

HWY_INLINE RowPosition position_of_row(const Phase& phase, std::size_t row) {
  const std::size_t per_cover = std::size_t(phase.height) * std::size_t(phase.width);
  const std::size_t within = row % per_cover;
  return {row / per_cover, int(within / std::size_t(phase.width)),
          int(within % std::size_t(phase.width))};
}

/// out[0 .. end - begin) = units `begin` to `end` of the patch of one result pixel.
template <Reading kReading>
HWY_INLINE void pack_patch(const Call& call, const Phase& phase, const RowPosition& position,
                           std::size_t begin, std::size_t end, float* out) {
  const GatherPlan& plan = call.plan;
  const std::size_t channels = std::size_t(plan.source_channels);
  const int top = position.y * plan.source_step;
  const int left = position.x * plan.source_step;
  std::size_t run_begin = 0;
  for (const TapRun& run : phase.runs) {
    const std::size_t run_end = run_begin + std::size_t(run.count) * channels;
    const std::size_t from = std::max(begin, run_begin);
    const std::size_t to = std::min(end, run_end);
    if (from < to) {
      const int y = top + run.dy;
      const int x = left + run.first_dx;
      // Elements of the run that meet the source; the others are padding.
      std::size_t valid_begin = 0, valid_end = 0;
      if (y >= 0 && y < plan.source_height) {
        valid_begin = std::size_t(std::max(0, -x)) * channels;
        valid_end = std::size_t(std::clamp(plan.source_width - x, 0, run.count)) * channels;
      }
      const std::size_t a = from - run_begin, b = to - run_begin;
      const std::size_t v0 = std::clamp(valid_begin, a, b);
      const std::size_t v1 = std::max(v0, std::clamp(valid_end, a, b));
      std::fill(out, out + (v0 - a), 0.0F);
      if (v1 > v0) {
        const std::ptrdiff_t source =
            ((std::ptrdiff_t(position.cover) * plan.source_height + y) * plan.source_width + x) *
            std::ptrdiff_t(channels);
        read_run<kReading>(call.source, source, v0, v1 - v0, out + (v0 - a));
      }
      std::fill(out + (v1 - a), out + (b - a), 0.0F);
      out += b - a;
    }
    run_begin = run_end;
  }
}

template <Reading kReading>
void pack_patches(const Call& call, const Task& task, std::size_t begin, std::size_t end,
                  float* panel) {
  for (std::size_t r = 0; r < task.rows; ++r) {
    const RowPosition position = position_of_row(*task.phase, task.first_row + r);
    pack_patch<kReading>(call, *task.phase, position, begin, end, panel + r * kDepthStride);
  }
}

void pack_patches(const Call& call, const Task& task, std::size_t begin, std::size_t end,
                  float* panel) {
  switch (call.source.reading) {
    case Reading::kCopy:
      return pack_patches<Reading::kCopy>(call, task, begin, end, panel);
    case Reading::kLeaky:
      return pack_patches<Reading::kLeaky>(call, task, begin, end, panel);
    case Reading::kLeakyKeep:
      return pack_patches<Reading::kLeakyKeep>(call, task, begin, end, panel);
    case Reading::kGeneral:
      return pack_patches<Reading::kGeneral>(call, task, begin, end, panel);
  }
}

/// tile[rows][padded_columns] = patches x weights. The panel's rows behind the task's last are left
/// as they are: their results are not read.
void multiply(const Call& call, const Task& task, float* panel, float* tile) {
  const std::size_t padded_rows = round_up(task.rows, kTileRows);
  const std::size_t panels = call.padded_columns / call.panel_columns;
  const std::size_t phase_depth = call.plan.depth(*task.phase);
  if (phase_depth == 0) std::fill_n(tile, padded_rows * call.padded_columns, 0.0F);
  for (std::size_t begin = 0; begin < phase_depth; begin += kDepth) {
    const std::size_t depth = std::min(kDepth, phase_depth - begin);
    pack_patches(call, task, begin, begin + depth, panel);
    const float* weights =
        call.packed_weights + task.phase->packed_at + begin * panels * call.panel_columns;
    for (std::size_t p = 0; p < panels; ++p) {
      for (std::size_t r = 0; r < padded_rows; r += kTileRows) {
        float* const out = tile + r * call.padded_columns + p * call.panel_columns;
        const float* const rows = panel + r * kDepthStride;
        if (call.panel_columns == kTileColumns) {
          multiply_tile<2, kDepthStride, 1>(rows, weights, depth, out, call.padded_columns,
                                            begin != 0);
        } else {
          multiply_tile<1, kDepthStride, 1>(rows, weights, depth, out, call.padded_columns,
                                            begin != 0);
        }
      }
      weights += depth * call.panel_columns;
    }
  }
}

/// Where each result pixel of a task lies in its tile and in the result.
void locate_pixels(const Call& call, const Task& task, std::vector<std::size_t>& tile_at,
                   std::vector<std::size_t>& out_at) {
  const GatherPlan& plan = call.plan;
  const std::size_t channels = std::size_t(plan.result_channels);
  tile_at.clear();
  out_at.clear();
  for (std::size_t r = 0; r < task.rows; ++r) {
    const RowPosition position = position_of_row(*task.phase, task.first_row + r);
    std::size_t tile_begin = r * call.padded_columns;
    for (const Position& pixel : task.phase->pixels) {
      const std::size_t y = std::size_t(position.y * plan.result_step + pixel.y);
      const std::size_t x = std::size_t(position.x * plan.result_step + pixel.x);
      tile_at.push_back(tile_begin);
      out_at.push_back(
          ((position.cover * std::size_t(plan.result_height) + y) * std::size_t(plan.result_width) +
           x) *
          channels);
      tile_begin += channels;
    }
  }
}

void run_task(const Call& call, std::size_t index, Scratch& panel_scratch, Scratch& tile_scratch) {
  const Task& task = call.tasks[index];
  // Vectors may reach behind the last channel, hence the slack of one vector.
  float* const tile = tile_scratch.at_least(kRowsPerTask * call.padded_columns + kLanes);
  float* const panel = panel_scratch.at_least(kRowsPerTask * kDepthStride);
  multiply(call, task, panel, tile);

  static thread_local std::vector<std::size_t> tile_at, out_at;
  locate_pixels(call, task, tile_at, out_at);
  const TileOfPixels pixels{tile, out_at.size(), std::size_t(call.plan.result_channels),
                            tile_at.data(), out_at.data()};
  float* const partials =
      call.partials == nullptr ? nullptr : call.partials + index * 2 * call.padded_channels;
  if (call.epilogue.gradient.of.data) {
    store_gradient(pixels, call.epilogue.gradient, call.result, partials,
                   partials + call.padded_channels);
    return;
  }
  store_results(pixels, call.epilogue.bias, call.result);
  if (partials != nullptr) {
    tile_statistics(pixels, call.result, partials, partials + call.padded_channels);
  }
}

/// Chan, Golub and LeVeque (1979): combines the tasks' means and squared distances, in their order.
void combine_statistics(const Call& call) {
  for (std::size_t c = 0; c < std::size_t(call.plan.result_channels); ++c) {
    double count = 0, mean = 0, m2 = 0;
    for (std::size_t t = 0; t < call.tasks.size(); ++t) {
      const float* const partial = call.partials + t * 2 * call.padded_channels + c;
      const double n = static_cast<double>(call.tasks[t].rows * call.tasks[t].phase->pixels.size());
      const double distance = partial[0] - mean;
      count += n;
      mean += distance * n / count;
      m2 += partial[call.padded_channels] + distance * distance * n * (count - n) / count;
    }
    call.epilogue.statistics.mean[c] = static_cast<float>(mean);
    call.epilogue.statistics.m2[c] = static_cast<float>(m2);
  }
}

void combine_sums(const Call& call) {
  for (std::size_t c = 0; c < std::size_t(call.plan.result_channels); ++c) {
    double sum = 0, sum_normalized = 0;
    for (std::size_t t = 0; t < call.tasks.size(); ++t) {
      const float* const partial = call.partials + t * 2 * call.padded_channels + c;
      sum += partial[0];
      sum_normalized += partial[call.padded_channels];
    }
    call.epilogue.gradient.sum_dz[c] = static_cast<float>(sum);
    call.epilogue.gradient.sum_dz_normalized[c] = static_cast<float>(sum_normalized);
  }
}

void GatherConvolution(const GatherPlan& plan, const PendingMap& source, const float* weight,
                       float* result, const ConvEpilogue& epilogue, Workspace& workspace) {
  Call call{};
  call.plan = plan;
  call.source = make_reader(source, plan.source_channels, workspace.identity[0]);
  call.epilogue = epilogue;
  call.result = result;
  // Every phase of a plan makes the same number of pixels per row.
  const std::size_t columns = plan.columns(plan.phases.front());
  call.panel_columns = columns <= kLanes ? kLanes : kTileColumns;
  call.padded_columns = round_up(columns, call.panel_columns);
  call.padded_channels = round_up(std::size_t(plan.result_channels), kLanes);

  std::size_t packed_size = 0;
  for (Phase& phase : call.plan.phases) {
    phase.packed_at = packed_size;
    packed_size += plan.depth(phase) * call.padded_columns;
  }
  float* const packed = workspace.packed.at_least(packed_size);
  call.packed_weights = packed;
  pack_weights(call.plan, weight, call.panel_columns, workspace.pool, packed);
  for (const Phase& phase : call.plan.phases) {
    const std::size_t rows =
        std::size_t(plan.batch) * std::size_t(phase.height) * std::size_t(phase.width);
    for (std::size_t first = 0; first < rows; first += kRowsPerTask) {
      call.tasks.push_back({&phase, first, std::min(kRowsPerTask, rows - first)});
    }
  }

  PendingGradient& gradient = call.epilogue.gradient;
  const bool sums = gradient.of.data && gradient.mean != nullptr;
  if (gradient.of.data) {
    gradient.of = with_scale_and_shift(gradient.of, plan.result_channels, workspace.identity[1]);
  }
  if (sums || epilogue.statistics.mean != nullptr) {
    call.partials = workspace.partials.at_least(call.tasks.size() * 2 * call.padded_channels);
  }
  workspace.pool.run(call.tasks.size(), [&](std::size_t task, std::size_t thread) {
    run_task(call, task, workspace.panel[thread], workspace.tile[thread]);
  });
  if (sums) combine_sums(call);
  if (epilogue.statistics.mean != nullptr) combine_statistics(call);
}

}  // namespace sleeve::kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sleeve::kernels::cpu {
HWY_EXPORT(GatherConvolution);

void gather_convolution(const GatherPlan& plan, const PendingMap& source, const float* weight,
                        float* result, const ConvEpilogue& epilogue, Workspace& workspace) {
  HWY_DYNAMIC_DISPATCH(GatherConvolution)(plan, source, weight, result, epilogue, workspace);
}

}  // namespace sleeve::kernels::cpu
#endif
