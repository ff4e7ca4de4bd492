// The diversity term: pairs of rows with the same labels, their mean score, and the way back to
// what made the images.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"
#include "kernels/cuda/block_sum.cuh"
#include "kernels/cuda/runs.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

inline constexpr int kDiversityThreads = 256;

__device__ __forceinline__ bool equal_rows(const float* values, int columns, int i, int j) {
  const float* a = values + std::size_t(i) * std::size_t(columns);
  const float* b = values + std::size_t(j) * std::size_t(columns);
  for (int k = 0; within(k, columns); ++k) {
    if (a[k] != b[k]) return false;
  }
  return true;
}

/// A thread to a row.
static __global__ void pair_equal_labels_kernel(BatchLabels labels, std::int32_t* pairs) {
  for_each_run<1>(std::size_t(labels.rows), [&](auto, std::size_t i) {
    int partner = int(i);
    for (int j = int(i) + 1; within(j, labels.rows); ++j) {
      if (!equal_rows(labels.genres, labels.genre_count, int(i), j)) continue;
      if (!equal_rows(labels.decades, labels.decade_count, int(i), j)) continue;
      partner = j;
      break;
    }
    pairs[2 * i] = int(i);
    pairs[2 * i + 1] = partner;
  });
}

/// One block, a thread to a pair.
static __global__ void __launch_bounds__(kDiversityThreads)
    diversity_loss_kernel(const std::int32_t* pairs, int pair_count, double weight,
                          const float* scores, float* score_gradients, LossReport* report) {
  SLEEVE_SHARED(double, partial, kDiversityThreads / 32);
  SLEEVE_SHARED(int, partial_count, kDiversityThreads / 32);
  const int first = int(threadIdx.x);
  int count = 0;
  double sum = 0;
  for (int n = first; within(n, pair_count); n += kDiversityThreads) {
    if (pairs[2 * n] == pairs[2 * n + 1]) continue;
    ++count;
    sum += double(scores[n]);
  }
  count = block_sum<kDiversityThreads>(count, partial_count);
  sum = block_sum<kDiversityThreads>(sum, partial);
  for (int n = first; within(n, pair_count); n += kDiversityThreads) {
    score_gradients[n] = pairs[2 * n] == pairs[2 * n + 1] ? 0.0F : float(weight / count);
  }
  if (first == 0) {
    const double mean = count > 0 ? sum / count : 0;
    report->diversity = float(mean);
    report->total = float(double(report->total) + weight * mean);
  }
}

template <int kRun>
__global__ void add_tanh_gradient_kernel(const float* out, const float* out_gradient, std::size_t n,
                                         float* dz) {
  for_each_run<kRun>(n, [&](auto length, std::size_t at) {
    Run<length> sum = load_run<length>(dz + at);
    const Run<length> tanh = load_run<length>(out + at);
    const Run<length> gradient = load_run<length>(out_gradient + at);
    for (int i = 0; i < length; ++i) {
      const float slope = std::fma(-tanh.value[i], tanh.value[i], 1.0F);
      sum.value[i] = std::fma(gradient.value[i], slope, sum.value[i]);
    }
    store_run(dz + at, sum);
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
