#include "kernels/cpu/gather_plan.h"

#include <algorithm>

namespace sleeve::kernels::cpu {
namespace {

/// Phases of fewer result channels than this, all together, are merged into one.
constexpr int kMergedColumns = 16;

/// Along one axis: where a phase reads, and with which kernel index for each residue it makes.
struct AxisTap {
  int offset;
  std::vector<int> kernel_index;  // by residue; -1: none
};

std::vector<AxisTap> down_taps(int kernel, int padding) {
  std::vector<AxisTap> taps;
  for (int k = 0; k < kernel; ++k) taps.push_back({k - padding, {k}});
  return taps;
}

/// big = stride * small - padding + k, so k = residue + padding - stride * offset, if that is one.
std::vector<AxisTap> up_taps(int kernel, int stride, int padding,
                             const std::vector<int>& residues) {
  std::vector<AxisTap> taps;
  const int reach = kernel / stride + 1;
  for (int offset = -reach; offset <= reach; ++offset) {
    AxisTap tap{offset, {}};
    for (const int residue : residues) {
      const int k = residue + padding - stride * offset;
      tap.kernel_index.push_back(k >= 0 && k < kernel ? k : -1);
    }
    const bool used =
        std::any_of(tap.kernel_index.begin(), tap.kernel_index.end(), [](int k) { return k >= 0; });
    if (used) taps.push_back(tap);
  }
  return taps;
}

/// Offsets of taps along an axis ascend without gaps, as every phase's do while kernel >= stride.
void set_taps(Phase& phase, const std::vector<AxisTap>& rows, const std::vector<AxisTap>& columns,
              int kernel) {
  if (columns.empty()) return;
  for (const AxisTap& row : rows) {
    phase.runs.push_back({row.offset, columns.front().offset, int(columns.size())});
    for (const AxisTap& column : columns) {
      for (const int ky : row.kernel_index) {
        for (const int kx : column.kernel_index) {
          phase.kernel_index.push_back(ky < 0 || kx < 0 ? -1 : ky * kernel + kx);
        }
      }
    }
  }
}

/// A phase that makes the pixels of rows `ys` and columns `xs` within each step of the result.
Phase up_phase(const ConvShape& s, const std::vector<int>& ys, const std::vector<int>& xs) {
  Phase phase;
  phase.height = (s.big_height - ys.front() + s.stride - 1) / s.stride;
  phase.width = (s.big_width - xs.front() + s.stride - 1) / s.stride;
  for (const int y : ys) {
    for (const int x : xs) phase.pixels.push_back({y, x});
  }
  set_taps(phase, up_taps(s.kernel, s.stride, s.padding, ys),
           up_taps(s.kernel, s.stride, s.padding, xs), s.kernel);
  return phase;
}

/// A small map of one pixel: weights are a dense matrix [small channels][big pixels and channels].
Phase dense_phase(const ConvShape& s) {
  Phase phase;
  phase.height = phase.width = 1;
  phase.runs.push_back({0, 0, 1});
  for (int y = 0; y < s.kernel; ++y) {
    for (int x = 0; x < s.kernel; ++x) {
      phase.pixels.push_back({y, x});
      phase.kernel_index.push_back(y * s.kernel + x);
    }
  }
  return phase;
}

std::vector<int> residues(int stride) {
  std::vector<int> all;
  for (int r = 0; r < stride; ++r) all.push_back(r);
  return all;
}

}  // namespace

GatherPlan plan_conv_down(const ConvShape& s) {
  const std::size_t kernel_stride = std::size_t(s.big_channels);
  GatherPlan plan{s.batch,
                  s.big_height,
                  s.big_width,
                  s.big_channels,
                  s.stride,
                  s.small_height,
                  s.small_width,
                  s.small_channels,
                  1,
                  kernel_stride,
                  1,
                  std::size_t(s.kernel * s.kernel) * kernel_stride,
                  {}};
  Phase phase;
  phase.height = s.small_height;
  phase.width = s.small_width;
  phase.pixels.push_back({0, 0});
  const std::vector<AxisTap> taps = down_taps(s.kernel, s.padding);
  set_taps(phase, taps, taps, s.kernel);
  plan.phases.push_back(phase);
  return plan;
}

GatherPlan plan_conv_up(const ConvShape& s) {
  const std::size_t kernel_stride = std::size_t(s.big_channels);
  GatherPlan plan{s.batch,
                  s.small_height,
                  s.small_width,
                  s.small_channels,
                  1,
                  s.big_height,
                  s.big_width,
                  s.big_channels,
                  s.stride,
                  kernel_stride,
                  std::size_t(s.kernel * s.kernel) * kernel_stride,
                  1,
                  {}};
  if (s.small_height == 1 && s.small_width == 1 && s.padding == 0 && s.big_height == s.kernel &&
      s.big_width == s.kernel) {
    plan.phases.push_back(dense_phase(s));
    return plan;
  }
  const bool whole_steps = s.big_height % s.stride == 0 && s.big_width % s.stride == 0;
  if (whole_steps && s.stride * s.stride * s.big_channels <= kMergedColumns) {
    plan.phases.push_back(up_phase(s, residues(s.stride), residues(s.stride)));
    return plan;
  }
  for (int y = 0; y < std::min(s.stride, s.big_height); ++y) {
    for (int x = 0; x < std::min(s.stride, s.big_width); ++x) {
      plan.phases.push_back(up_phase(s, {y}, {x}));
    }
  }
  return plan;
}

}  // namespace sleeve::kernels::cpu
