// The losses of AC-GAN (Odena, Olah, Shlens 2016) from logits, and their gradients: one block, a
// thread to a row of logits. Rows are few and sums over them short: all of it is in double.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kernels/backend.h"
#include "kernels/cuda/block_sum.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

inline constexpr int kLossThreads = 256;

/// One head's columns of the logits and of their gradient, and what is asked of it.
struct LossHead {
  const float* logits;  // rows are `stride` apart, as those of gradient
  float* gradient;
  const float* targets;  // [batch, classes]; null: every row is masked
  int classes, stride;
  double weight;

  /// 0 in a masked row.
  __device__ double target_sum(int row) const {
    double sum = 0;
    if (targets == nullptr) return sum;
    for (int k = 0; within(k, classes); ++k) {
      sum += double(targets[std::size_t(row) * classes + k]);
    }
    return sum;
  }
};

/// What a thread has gathered from its rows of one head; sums, not yet means.
struct HeadSums {
  double loss = 0, right = 0;
};

/// -t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)), without overflow.
__device__ __forceinline__ double sigmoid_cross_entropy(double x, double target) {
  return std::max(x, 0.0) - x * target + std::log1p(std::exp(-std::abs(x)));
}

__device__ __forceinline__ double sigmoid(double x) {
  const double power = std::exp(-std::abs(x));
  return (x >= 0 ? 1 : power) / (1 + power);
}

/// The softmax cross-entropy of one row, and the gradient of weight / rows times it.
__device__ inline void softmax_row(const LossHead& head, int row, int rows, HeadSums& sums) {
  const float* x = head.logits + std::size_t(row) * head.stride;
  float* gradient = head.gradient + std::size_t(row) * head.stride;
  const double target_sum = head.target_sum(row);
  if (!(target_sum > 0)) {
    for (int k = 0; within(k, head.classes); ++k) gradient[k] = 0;
    return;
  }
  int largest = 0;
  for (int k = 1; within(k, head.classes); ++k) largest = x[k] > x[largest] ? k : largest;
  double sum = 0;
  for (int k = 0; within(k, head.classes); ++k) {
    sum += std::exp(double(x[k]) - double(x[largest]));
  }
  const double normalizer = double(x[largest]) + std::log(sum);
  const float* target = head.targets + std::size_t(row) * head.classes;
  for (int k = 0; within(k, head.classes); ++k) {
    const double log_probability = double(x[k]) - normalizer;
    sums.loss -= double(target[k]) * log_probability;
    gradient[k] =
        float(head.weight * (target_sum * std::exp(log_probability) - double(target[k])) / rows);
  }
  sums.right += target[largest] > 0 ? 1 : 0;
}

/// The squared errors of one row, and the gradient of weight / elements times them.
__device__ inline double squared_error_row(const LossHead& head, int row, double elements) {
  double loss = 0;
  for (int k = 0; within(k, head.classes); ++k) {
    const std::size_t at = std::size_t(row) * head.stride + k;
    const double error =
        head.targets == nullptr
            ? 0
            : double(head.logits[at]) - double(head.targets[std::size_t(row) * head.classes + k]);
    loss += error * error;
    head.gradient[at] = float(head.weight * 2 * error / elements);
  }
  return loss;
}

/// The sum over the block as a mean over `rows`, 0 if there are none.
__device__ __forceinline__ double block_mean(double sum, double rows, double* partial) {
  const double total = block_sum<kLossThreads>(sum, partial);
  return rows > 0 ? total / rows : 0;
}

static __global__ void __launch_bounds__(kLossThreads)
    acgan_loss_kernel(int batch, float source_target, LossHead source, LossHead genres,
                      LossHead decades, LossHead codes, LossReport* report) {
  SLEEVE_SHARED(double, partial, kLossThreads / 32);
  SLEEVE_SHARED(int, partial_rows, kLossThreads / 32);
  const int first = int(threadIdx.x);
  int genre_rows = 0, decade_rows = 0;
  for (int row = first; within(row, batch); row += kLossThreads) {
    genre_rows += genres.target_sum(row) > 0 ? 1 : 0;
    decade_rows += decades.target_sum(row) > 0 ? 1 : 0;
  }
  genre_rows = block_sum<kLossThreads>(genre_rows, partial_rows);
  decade_rows = block_sum<kLossThreads>(decade_rows, partial_rows);

  const double target = double(source_target), elements = double(batch) * codes.classes;
  double source_loss = 0, probability = 0, code_loss = 0;
  HeadSums genre, decade;
  for (int row = first; within(row, batch); row += kLossThreads) {
    if (source.classes > 0) {
      const std::size_t at = std::size_t(row) * source.stride;
      const double x = double(source.logits[at]), p = sigmoid(x);
      source_loss += sigmoid_cross_entropy(x, target);
      probability += p;
      source.gradient[at] = float((p - target) / batch);
    }
    softmax_row(genres, row, genre_rows, genre);
    softmax_row(decades, row, decade_rows, decade);
    code_loss += squared_error_row(codes, row, elements);
  }

  source_loss = block_mean(source_loss, batch, partial);
  probability = block_mean(probability, batch, partial);
  genre.loss = block_mean(genre.loss, genre_rows, partial);
  genre.right = block_mean(genre.right, genre_rows, partial);
  decade.loss = block_mean(decade.loss, decade_rows, partial);
  decade.right = block_mean(decade.right, decade_rows, partial);
  code_loss = block_mean(code_loss, elements, partial);
  if (first == 0) {
    report->total = float(source_loss + genres.weight * genre.loss + decades.weight * decade.loss +
                          codes.weight * code_loss);
    report->source = float(source_loss);
    report->genre = float(genre.loss);
    report->decade = float(decade.loss);
    report->code = float(code_loss);
    report->diversity = 0;
    report->probability = float(probability);
    report->genre_accuracy = float(genre.right);
    report->decade_accuracy = float(decade.right);
  }
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
