// Small layers: embeddings under blended labels, and sums over rows (gradients of a bias).
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/cuda/runs.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

/// Threads (column, row) of a block that sums columns.
inline constexpr int kSumColumns = 32, kSumRows = 16;

/// Sums term(row, column) over the rows: a block takes kSumColumns columns, its threads rows in
/// turn, their sums are added in order. store(column, sum) is called once for each column.
template <typename Term, typename Store>
__device__ __forceinline__ void sum_columns(int rows, int columns, const Term& term,
                                            const Store& store) {
  SLEEVE_SHARED(float, partial, kSumRows* kSumColumns);
  const int column = int(blockIdx.x) * kSumColumns + int(threadIdx.x);
  const int read = column < columns ? column : columns - 1;  // beyond: what nobody looks at
  float sum = 0;
  for (int row = int(threadIdx.y); within(row, rows); row += kSumRows) sum += term(row, read);
  partial[threadIdx.y * kSumColumns + threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && within(column, columns)) {
    float total = 0;
    for (int y = 0; y < kSumRows; ++y) total += partial[y * kSumColumns + int(threadIdx.x)];
    store(column, total);
  }
}

static __global__ void column_sums_kernel(const float* matrix, int rows, int columns, float* sums,
                                          bool accumulate) {
  sum_columns(
      rows, columns,
      [&](int row, int column) { return matrix[std::size_t(row) * columns + column]; },
      [&](int column, float sum) { sums[column] = accumulate ? sums[column] + sum : sum; });
}

/// blockIdx.y is the class.
static __global__ void embed_backward_kernel(const float* weights, int batch, int classes,
                                             const float* out_gradient, int out_stride, int columns,
                                             float* table_gradient) {
  const int k = int(blockIdx.y);
  sum_columns(
      batch, columns,
      [&](int n, int column) {
        return weights[std::size_t(n) * classes + k] *
               out_gradient[std::size_t(n) * out_stride + column];
      },
      [&](int column, float sum) { table_gradient[std::size_t(k) * columns + column] = sum; });
}

static __global__ void embed_kernel(const float* weights, int batch, int classes,
                                    const float* table, int columns, float* out, int out_stride) {
  for_each_run<1>(std::size_t(batch) * columns, [&](auto, std::size_t i) {
    const std::size_t n = i / columns, column = i % columns;
    float sum = 0;
    for (int k = 0; within(k, classes); ++k) {
      sum = std::fma(weights[n * classes + k], table[std::size_t(k) * columns + column], sum);
    }
    out[n * out_stride + column] = sum;
  });
}

template <int kRun>
__global__ void add_kernel(const float* a, const float* b, std::size_t n, float* out) {
  for_each_run<kRun>(n, [&](auto length, std::size_t at) {
    Run<length> sum = load_run<length>(a + at);
    const Run<length> other = load_run<length>(b + at);
    for (int i = 0; i < length; ++i) sum.value[i] += other.value[i];
    store_run(out + at, sum);
  });
}

template <int kRun>
__global__ void round_kernel(const float* __restrict__ values, std::size_t n,
                             Bfloat16* __restrict__ rounded) {
  for_each_run<kRun>(n, [&](auto length, std::size_t at) {
    store_run(rounded + at, load_run<length>(values + at));
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
