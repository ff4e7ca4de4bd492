// conv_down and conv_up as one thing: a matrix product whose rows are gathered from the source map.
//
// A row of a phase stands for position (y, x) of every cover. It reads the source at
// (y * source_step + dy, x * source_step + dx) for each tap of the phase, and makes one or more
// pixels of the result, at (y * result_step + pixel.y, x * result_step + pixel.x).
//   conv_down  one phase, all taps, one pixel.
//   conv_up    stride x stride phases, one per residue of the result's position, each with the taps
//              that meet real (not inserted) pixels; or, where channels are too few to fill a
//              vector, one phase that makes all residues at once, with weights of 0 for the taps
//              that a residue does not have.
//   conv_up from a map of one pixel: one row per cover, one tap, all result pixels.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/convolution.h"

namespace sleeve::kernels::cpu {

/// Taps of one source row at dx = first_dx, first_dx + 1, ...: their channels lie one behind the
/// other in the source.
struct TapRun {
  int dy, first_dx, count;
};

struct Position {
  int y, x;
};

struct Phase {
  int height = 0, width = 0;  // rows per cover
  std::vector<TapRun> runs;
  std::vector<Position> pixels;  // that a row makes, each with the result's channels as columns
  // [tap, in the order of runs][pixel]: ky * kernel + kx of the weight; -1: there is none.
  std::vector<int> kernel_index;
  std::size_t packed_at = 0;  // where its weights begin in the packed array

  std::size_t tap_count() const { return kernel_index.size() / pixels.size(); }
};

struct GatherPlan {
  int batch;
  int source_height, source_width, source_channels, source_step;
  int result_height, result_width, result_channels, result_step;
  // Where the weight of (kernel index, source channel, result channel) lies: the sum of each times
  // its stride.
  std::size_t kernel_stride, source_stride, result_stride;
  std::vector<Phase> phases;

  std::size_t depth(const Phase& phase) const {
    return phase.tap_count() * std::size_t(source_channels);
  }
  std::size_t columns(const Phase& phase) const {
    return phase.pixels.size() * std::size_t(result_channels);
  }
};

GatherPlan plan_conv_down(const ConvShape& shape);
GatherPlan plan_conv_up(const ConvShape& shape);

}  // namespace sleeve::kernels::cpu
