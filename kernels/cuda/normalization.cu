#include <string>

#include "kernels/cuda/grids.h"
#include "kernels/cuda/normalization.cuh"
#include "kernels/cuda/normalization.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

std::string map_name(const char* operation, std::size_t count, int channels) {
  return operation + std::to_string(count) + "x" + std::to_string(channels);
}

LaunchShape grid_of_channels(int channels) {
  return {.grid = dim3((unsigned(channels) + kBlockThreads - 1) / kBlockThreads),
          .block = dim3(kBlockThreads)};
}

}  // namespace

void batch_norm_training(Context& context, const BatchNorm& norm,
                         const ChannelStatistics& statistics, std::size_t count) {
  launch(context.stream, map_name("batch_norm_training ", count, norm.channels),
         grid_of_channels(norm.channels), batch_norm_training_kernel, norm,
         static_cast<const float*>(statistics.mean), static_cast<const float*>(statistics.m2),
         double(count));
}

void batch_norm_evaluation(Context& context, const BatchNorm& norm) {
  launch(context.stream, "batch_norm_evaluation " + std::to_string(norm.channels),
         grid_of_channels(norm.channels), batch_norm_evaluation_kernel, norm);
}

void batch_norm_backward(Context& context, const BatchNorm& norm, std::size_t count,
                         ConstElements y, const float* sum_dz, const float* sum_dz_normalized,
                         Elements dz, float* weight_gradient, float* bias_gradient,
                         bool accumulate) {
  const BatchNormSums sums = {sum_dz, sum_dz_normalized, weight_gradient, bias_gradient,
                              accumulate};
  const auto launch_over = [&](auto* y_array, auto* dz_array) {
    using Y = std::remove_const_t<std::remove_pointer_t<decltype(y_array)>>;
    using Dz = std::remove_pointer_t<decltype(dz_array)>;
    const bool whole = norm.channels % kMapRun == 0 && aligned_16(y_array, dz_array);
    with_run<kMapRun>(whole, [&](auto run) {
      launch(context.stream, map_name("batch_norm_backward ", count, norm.channels),
             grid_of_map(context, count, norm.channels, run),
             batch_norm_backward_kernel<run, Y, Dz>, norm, count, y_array, dz_array, sums);
    });
  };
  with_array(y, [&](auto* y_array) {
    with_array(dz, [&](auto* dz_array) { launch_over(y_array, dz_array); });
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
