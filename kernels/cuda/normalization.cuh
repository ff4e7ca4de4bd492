// Batch normalisation: from statistics to scale and shift, and the way back.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/backend.h"
#include "kernels/cuda/runs.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

__device__ __forceinline__ void set_scale_and_shift(const BatchNorm& norm, int c, double mean,
                                                    double inverse_deviation) {
  const float scale = float(double(norm.weight[c]) * inverse_deviation);
  norm.scale[c] = scale;
  norm.shift[c] = float(double(norm.bias[c]) - mean * double(scale));
}

/// A thread to a channel. Numbers are few: double costs nothing.
static __global__ void batch_norm_training_kernel(BatchNorm norm, const float* mean,
                                                  const float* m2, double count) {
  const int c = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (!within(c, norm.channels)) return;
  const double batch_mean = double(mean[c]), distances = double(m2[c]);
  const double inverse_deviation = 1 / std::sqrt(distances / count + double(norm.epsilon));
  norm.mean[c] = float(batch_mean);
  norm.inverse_deviation[c] = float(inverse_deviation);
  set_scale_and_shift(norm, c, batch_mean, inverse_deviation);

  const double momentum = double(norm.momentum), unbiased = distances / (count - 1);
  const double running_mean = double(norm.running_mean[c]);
  const double running_var = double(norm.running_var[c]);
  norm.running_mean[c] = float(running_mean + momentum * (batch_mean - running_mean));
  norm.running_var[c] = float(running_var + momentum * (unbiased - running_var));
}

static __global__ void batch_norm_evaluation_kernel(BatchNorm norm) {
  const int c = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (!within(c, norm.channels)) return;
  const double variance = double(norm.running_var[c]) + double(norm.epsilon);
  set_scale_and_shift(norm, c, double(norm.running_mean[c]), 1 / std::sqrt(variance));
}

/// The sums of a batch norm's way back, and where the gradients of its parameters go.
struct BatchNormSums {
  const float* sum_dz;
  const float* sum_dz_normalized;
  float* weight_gradient;  // may be null, as may the next
  float* bias_gradient;
  bool accumulate;
};

__device__ __forceinline__ void add_to(float* gradient, bool accumulate, float sum) {
  if (gradient != nullptr) *gradient = accumulate ? *gradient + sum : sum;
}

/// dz -> dy over a grid of grid_of_map; kRun channels to a thread. y and dz do not overlap.
template <int kRun, typename Y, typename Dz>
__global__ void batch_norm_backward_kernel(BatchNorm norm, std::size_t count,
                                           const Y* __restrict__ y, Dz* dz, BatchNormSums sums) {
  const int channel = int(blockIdx.x * blockDim.x + threadIdx.x) * kRun;
  if (!within(channel, norm.channels)) return;
  const float share = float(1 / double(count));
  // dy = scale * (dz - mean_dz - (y - mean) * steepness)
  float scale[kRun], mean[kRun], mean_dz[kRun], steepness[kRun];
  for (int i = 0; i < kRun; ++i) {
    const int c = channel + i;
    scale[i] = norm.scale[c];
    mean[i] = norm.mean[c];
    mean_dz[i] = sums.sum_dz[c] * share;
    steepness[i] = norm.inverse_deviation[c] * (sums.sum_dz_normalized[c] * share);
  }
  const std::size_t first = std::size_t(blockIdx.y) * blockDim.y + threadIdx.y;
  if (first == 0) {
    for (int i = 0; i < kRun; ++i) {
      const int c = channel + i;
      if (sums.weight_gradient)
        add_to(sums.weight_gradient + c, sums.accumulate, sums.sum_dz_normalized[c]);
      if (sums.bias_gradient) add_to(sums.bias_gradient + c, sums.accumulate, sums.sum_dz[c]);
    }
  }
  for (std::size_t pixel = first; within(pixel, count);
       pixel += std::size_t(gridDim.y) * blockDim.y) {
    const std::size_t at = pixel * std::size_t(norm.channels) + std::size_t(channel);
    const Run<kRun> value = load_run<kRun>(y + at);
    Run<kRun> gradient = load_run<kRun>(dz + at);
    for (int i = 0; i < kRun; ++i) {
      const float centred = gradient.value[i] - mean_dz[i];
      gradient.value[i] = scale[i] * std::fma(mean[i] - value.value[i], steepness[i], centred);
    }
    store_run(dz + at, gradient);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
