// What a block does with the tile it has summed up, besides storing it (ConvEpilogue).
//
// The sums lie in shared memory, so that threads can take runs of kMapRun channels whatever the
// product's layout in registers: the map, the raw values a gradient goes back through, and dropout
// masks are moved 16 bytes at a time. Sums over channels are of the values as stored, first over
// the rows of a thread, then over its neighbours, always in the same order.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kernels/convolution.h"
#include "kernels/cuda/channel_partials.h"
#include "kernels/cuda/moments.cuh"
#include "kernels/cuda/pending.cuh"
#include "kernels/cuda/runs.cuh"
#include "kernels/cuda/target.cuh"
#include "kernels/cuda/unroll.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// The map that a kernel writes, [pixels][columns], and what it does on the way. Column i is of
/// channel i % channels: of a projection's result, whole maps are rows.
struct TileEpilogue {
  Elements result;
  int columns = 0, channels = 0;
  bool aligned = false;  // every run of kMapRun columns of every map lies on 16 bytes (masks: on 8)
  ConvEpilogue form;
  ChannelPartials partials;
};

/// A tile of sums in shared memory: rows so far apart that the threads of a warp, which store
/// pieces of eight rows, hit different banks.
template <int kColumns>
inline constexpr int kSumsStride = kColumns + 8;

/// Floats of shared memory that finish_tile() needs.
template <int kRows, int kColumns, int kThreads>
inline constexpr int kEpilogueFloats =
    kRows* kSumsStride<kColumns> > 4 * kMapRun* kThreads + kThreads
        ? kRows* kSumsStride<kColumns>
        : 4 * kMapRun* kThreads + kThreads;

/// The epilogue of kMapRun columns, of which the first is there.
class ColumnRun {
 public:
  __device__ __forceinline__ ColumnRun(const TileEpilogue& epilogue, int column)
      : epilogue_(epilogue), column_(column) {
    const PendingGradient& gradient = epilogue.form.gradient;
    SLEEVE_UNROLL
    for (int i = 0; i < kMapRun; ++i) {
      const int channel = (column + i) % epilogue.channels;
      bias_.value[i] = epilogue.form.bias == nullptr ? 0 : epilogue.form.bias[channel];
      scale_.value[i] = scale_of(gradient.of, channel);
      shift_.value[i] = shift_of(gradient.of, channel);
      mean_.value[i] = gradient.mean == nullptr ? 0 : gradient.mean[channel];
      deviation_.value[i] = gradient.mean == nullptr ? 0 : gradient.inverse_deviation[channel];
    }
  }

  /// From sums to values as stored, in the map and in place; adds to the sums of batch norm.
  __device__ __forceinline__ void finish(Run<kMapRun>& run, int pixel) {
    const std::size_t at =
        std::size_t(pixel) * std::size_t(epilogue_.columns) + std::size_t(column_);
    const PendingGradient& gradient = epilogue_.form.gradient;
    SLEEVE_UNROLL
    for (int i = 0; i < kMapRun; ++i) run.value[i] += bias_.value[i];
    Run<kMapRun> raw;
    if (gradient.of.data) {
      raw = load(gradient.of.data, at);
      go_back(run, raw, at);
    }
    if (epilogue_.result.is_rounded()) {
      SLEEVE_UNROLL
      for (int i = 0; i < kMapRun; ++i) run.value[i] = to_float(to_bfloat16(run.value[i]));
    }
    store(run, at);
    if (epilogue_.partials.sum_dz == nullptr) return;
    SLEEVE_UNROLL
    for (int i = 0; i < kMapRun; ++i) {
      const float normalized = (raw.value[i] - mean_.value[i]) * deviation_.value[i];
      sum_dz.value[i] += run.value[i];
      sum_dz_normalized.value[i] = std::fma(run.value[i], normalized, sum_dz_normalized.value[i]);
    }
  }

  Run<kMapRun> sum_dz = {}, sum_dz_normalized = {};

 private:
  __device__ __forceinline__ Run<kMapRun> load(const ConstElements& map, std::size_t at) const {
    if (epilogue_.aligned) {
      return map.is_rounded() ? load_run<kMapRun>(map.rounded() + at)
                              : load_run<kMapRun>(map.full() + at);
    }
    Run<kMapRun> run;
    SLEEVE_UNROLL
    for (int i = 0; i < kMapRun; ++i) {
      run.value[i] = load_element(map, at + nearest_there(i));
    }
    return run;
  }

  __device__ __forceinline__ void store(const Run<kMapRun>& run, std::size_t at) const {
    const Elements& map = epilogue_.result;
    if (!epilogue_.aligned) {
      SLEEVE_UNROLL
      for (int i = 0; i < kMapRun; ++i) {
        if (within(column_ + i, epilogue_.columns)) store_element(map, at + i, run.value[i]);
      }
    } else if (map.is_rounded()) {
      store_run(map.rounded() + at, run);
    } else {
      store_run(map.full() + at, run);
    }
  }

  /// i, or, if that column is not there, the last one that is: its value is not used.
  __device__ __forceinline__ std::size_t nearest_there(int i) const {
    return std::size_t(std::min(i, epilogue_.columns - 1 - column_));
  }

  /// Times the slope of the pending form.
  __device__ __forceinline__ void go_back(Run<kMapRun>& run, const Run<kMapRun>& raw,
                                          std::size_t at) const {
    const PendingMap& of = epilogue_.form.gradient.of;
    SLEEVE_UNROLL
    for (int i = 0; i < kMapRun; ++i) {
      const float z = std::fma(scale_.value[i], raw.value[i], shift_.value[i]);
      run.value[i] *= of.keep_scale * activation_slope(z, of.activation, of.slope);
    }
    if (of.keep == nullptr) return;
    if (epilogue_.aligned) {
      const Words2 keep = load_8(of.keep + at);
      SLEEVE_UNROLL
      for (int i = 0; i < kMapRun; ++i) {
        run.value[i] *= float(keep.word[i / 4] >> (8 * (i % 4)) & 0xFFU);
      }
    } else {
      SLEEVE_UNROLL
      for (int i = 0; i < kMapRun; ++i) {
        run.value[i] *= float(of.keep[at + nearest_there(i)]);
      }
    }
  }

  const TileEpilogue& epilogue_;
  int column_;
  Run<kMapRun> bias_, scale_, shift_, mean_, deviation_;
};

/// Mean and m2 of column i of this lane's rows, as they lie in shared memory.
template <int kRows, int kLanes>
__device__ __forceinline__ Moments lane_moments(const float* column, int stride, const int* pixels,
                                                int lane) {
  Moments moments = {};
  for (int row = lane; row < kRows; row += kLanes) {
    if (pixels[row] < 0) continue;
    moments.count += 1;
    moments.mean += column[row * stride];
  }
  if (moments.count == 0) return moments;
  moments.mean /= moments.count;
  for (int row = lane; row < kRows; row += kLanes) {
    if (pixels[row] < 0) continue;
    const float distance = column[row * stride] - moments.mean;
    moments.m2 = std::fma(distance, distance, moments.m2);
  }
  return moments;
}

/// Finishes a tile of sums [kRows][kColumns], rows kSumsStride apart; pixels[row] is where a row
/// goes in the map, -1: nowhere. All threads of the block call it, after a barrier; `sums` has
/// kEpilogueFloats and is overwritten. `first_column` is a multiple of kColumns.
template <int kRows, int kColumns, int kThreads>
__device__ __forceinline__ void finish_tile(const TileEpilogue& epilogue, float* sums,
                                            const int* pixels, int first_column, int tile) {
  constexpr int kStride = kSumsStride<kColumns>;
  constexpr int kGroups = kColumns / kMapRun, kLanes = kThreads / kGroups;
  static_assert(kThreads % kGroups == 0 && kThreads >= kColumns);
  const ChannelPartials& partials = epilogue.partials;
  const int thread = int(threadIdx.x);
  const int group = thread % kGroups * kMapRun, lane = thread / kGroups;
  const int column = first_column + group;

  ColumnRun columns(epilogue, column);
  if (within(column, epilogue.columns)) {
    for (int row = lane; row < kRows; row += kLanes) {
      if (pixels[row] < 0) continue;
      float* const at = sums + row * kStride + group;
      Run<kMapRun> run = load_run<kMapRun>(at);
      columns.finish(run, pixels[row]);
      if (partials.mean != nullptr) store_run(at, run);
    }
  }
  if (partials.counts == nullptr) return;

  Moments moments[kMapRun] = {};
  if (partials.mean != nullptr) {
    SLEEVE_UNROLL
    for (int i = 0; i < kMapRun; ++i) {
      moments[i] = lane_moments<kRows, kLanes>(sums + group + i, kStride, pixels, lane);
    }
  }
  // [lane][column] of each sum, over the tile that everybody has read.
  float* const lane_mean = sums;
  float* const lane_m2 = lane_mean + kLanes * kColumns;
  float* const lane_dz = lane_m2 + kLanes * kColumns;
  float* const lane_dz_normalized = lane_dz + kLanes * kColumns;
  float* const lane_count = lane_dz_normalized + kLanes * kColumns;
  __syncthreads();
  SLEEVE_UNROLL
  for (int i = 0; i < kMapRun; ++i) {
    const int at = lane * kColumns + group + i;
    lane_mean[at] = moments[i].mean;
    lane_m2[at] = moments[i].m2;
    lane_dz[at] = columns.sum_dz.value[i];
    lane_dz_normalized[at] = columns.sum_dz_normalized.value[i];
  }
  if (group == 0) {
    int count = 0;
    for (int row = lane; row < kRows; row += kLanes) count += pixels[row] < 0 ? 0 : 1;
    lane_count[lane] = float(count);
  }
  __syncthreads();

  const int own = first_column + thread;
  if (thread < kColumns && within(own, epilogue.columns)) {
    Moments all = {};
    float sum_dz = 0, sum_dz_normalized = 0;
    for (int i = 0; i < kLanes; ++i) {
      const int at = i * kColumns + thread;
      all = merged(all, {lane_count[i], lane_mean[at], lane_m2[at]});
      sum_dz += lane_dz[at];
      sum_dz_normalized += lane_dz_normalized[at];
    }
    const std::size_t at = std::size_t(tile) * std::size_t(partials.columns) + std::size_t(own);
    if (partials.mean != nullptr) {
      partials.mean[at] = all.mean;
      partials.m2[at] = all.m2;
    }
    if (partials.sum_dz != nullptr) {
      partials.sum_dz[at] = sum_dz;
      partials.sum_dz_normalized[at] = sum_dz_normalized;
    }
    if (own == 0) partials.counts[tile] = int(all.count);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
