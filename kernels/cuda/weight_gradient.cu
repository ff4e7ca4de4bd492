#include <algorithm>
#include <cstddef>
#include <limits>
#include <stdexcept>

#include "kernels/cuda/convolution.h"
#include "kernels/cuda/grids.h"
#include "kernels/cuda/operand_sizes.h"
#include "kernels/cuda/thin_convolution.h"
#include "kernels/cuda/weight_gradient.h"
#include "kernels/cuda/weight_gradient_launch.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

template <typename T>
T ceil_divide(T a, T b) {
  return (a + b - 1) / b;
}

/// A split writes its sums and has them read again, which costs as much time as so many pixels of
/// products: with fewer to sum up, splitting loses.
constexpr int kLeastPixelsPerSplit = 512;

bool has_chunks(Precision precision, const PendingMap& map, int channels) {
  const bool rounded = precision == Precision::kBf16;
  const void* const array = rounded ? static_cast<const void*>(map.data.rounded())
                                    : static_cast<const void*>(map.data.full());
  return array != nullptr && aligned_16(static_cast<const char*>(array), map.scale, map.shift) &&
         channels % operand_chunk(precision) == 0 && is_piecewise_linear(map) &&
         (map.keep != nullptr || map.keep_scale == 1);
}

void add_splits(Context& context, const ConvShape& shape, const WeightGradientCall& call,
                int splits, float* weight_gradient, bool accumulate) {
  const std::size_t size = shape.weight_size();
  with_run<kFloatRun>(aligned_16(weight_gradient), [&](auto run) {
    launch(context.stream, launch_name(shape) + ", splits", grid_of_runs(context, size, run),
           add_splits_kernel<run>, static_cast<const float*>(call.sums), call.split_stride, splits,
           size, weight_gradient, accumulate);
  });
}

void launch_products(Context& context, const WeightGradientCall& call,
                     const WeightGradientPlan& plan) {
  switch (context.precision) {
    case Precision::kF32:
      return launch_weight_gradient_f32(context, call, plan);
    case Precision::kTf32:
      return launch_weight_gradient_tf32(context, call, plan);
    case Precision::kBf16:
      return launch_weight_gradient_bf16(context, call, plan);
  }
}

}  // namespace

void set_splits(WeightGradientPlan& plan, Precision precision, const ConvShape& shape, int splits) {
  const int depth = slab_depth(precision);
  const int slabs = std::max(1, ceil_divide(int(shape.small_pixels()), depth));
  const int slabs_per_split = ceil_divide(slabs, splits);
  plan.pixels_per_split = slabs_per_split * depth;
  plan.splits = ceil_divide(slabs, slabs_per_split);
}

WeightGradientPlan plan_weight_gradient(const Context& context, const ConvShape& shape,
                                        const PendingMap& big, const PendingMap& small) {
  WeightGradientPlan plan;
  plan.small_chunks = has_chunks(context.precision, small, shape.small_channels);
  plan.big_chunks = has_chunks(context.precision, big, shape.big_channels);
  plan.patches = !plan.big_chunks && thin(shape);
  const int rows = shape.small_channels;
  const int columns = shape.kernel * shape.kernel * shape.big_channels;
  plan.large_tile = plan.small_chunks && plan.big_chunks && rows > 64 && columns > 64;
  const int side = plan.large_tile ? 128 : 64;
  const int tiles = ceil_divide(rows, side) * ceil_divide(columns, side);
  // One wave of blocks, which a multiprocessor takes by twos or, where they are small, fours.
  const int blocks = context.multiprocessors * (plan.large_tile ? 2 : 4);
  const int most = std::max(1, int(shape.small_pixels() / kLeastPixelsPerSplit));
  set_splits(plan, context.precision, shape, std::clamp(blocks / tiles, 1, most));
  return plan;
}

void conv_weights(Context& context, const ConvShape& shape, const PendingMap& big,
                  const PendingMap& small, float* weight_gradient, bool accumulate,
                  const WeightGradientPlan& plan) {
  WeightGradientCall call(shape);
  call.big = big;
  call.small = small;
  call.pixels_per_split = plan.pixels_per_split;
  const std::size_t size = shape.weight_size();
  if (plan.splits == 1) {
    call.sums = weight_gradient;
    call.accumulate = accumulate;
    call.whole_chunks = call.geometry.columns % kFloatRun == 0 && aligned_16(weight_gradient);
    return launch_products(context, call, plan);
  }
  // Adding the splits up is a launch of its own, over all multiprocessors: the sums of one wave are
  // as many as its blocks whatever the gradient's size, and the last block of each of a few tiles
  // would have to read its tile of every split alone.
  ScratchFrame frame(context.scratch);
  call.split_stride = ceil_divide(size, std::size_t{kFloatRun}) * kFloatRun;
  call.sums = frame.take<float>(call.split_stride * std::size_t(plan.splits));
  call.whole_chunks = call.geometry.columns % kFloatRun == 0;
  launch_products(context, call, plan);
  add_splits(context, shape, call, plan.splits, weight_gradient, accumulate);
}

void conv_weights(Context& context, const ConvShape& shape, const PendingMap& big,
                  const PendingMap& small, float* weight_gradient, bool accumulate) {
  check(shape);
  constexpr std::size_t kMostPixels = std::numeric_limits<int>::max() / 2;
  if (shape.big_pixels() > kMostPixels || shape.small_pixels() > kMostPixels) {
    throw std::invalid_argument(launch_name(shape) + ": maps of 2^30 pixels and more");
  }
  conv_weights(context, shape, big, small, weight_gradient, accumulate,
               plan_weight_gradient(context, shape, big, small));
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
