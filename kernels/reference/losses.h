// The losses of AC-GAN (Odena, Olah, Shlens 2016) from logits, and their gradients.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kernels/backend.h"

namespace sleeve::kernels::reference {

/// LossReport before it is rounded.
struct LossValues {
  double total = 0, source = 0, genre = 0, decade = 0, code = 0;
  double probability = 0, genre_accuracy = 0, decade_accuracy = 0;
};

/// A head's mean loss and the share of rows it gets right.
struct HeadValues {
  double loss = 0, accuracy = 0;
};

inline double sigmoid(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

/// -t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)), without overflow.
inline double sigmoid_cross_entropy(double x, double target) {
  return std::max(x, 0.0) - x * target + std::log1p(std::exp(-std::abs(x)));
}

/// log sum_k exp(x_k).
template <typename T>
double log_sum_exp(const T* x, int classes) {
  const double largest = double(*std::max_element(x, x + classes));
  double sum = 0;
  for (int k = 0; k < classes; ++k) sum += std::exp(double(x[k]) - largest);
  return largest + std::log(sum);
}

/// -sum_k t_k log softmax(x)_k, mean over the rows whose targets do not sum to 0; gradient is that
/// of weight * loss. Rows of x and gradient are stride apart, rows of targets [batch, classes] not.
/// targets may be null: every row is masked.
template <typename T>
HeadValues softmax_cross_entropy(const T* x, int batch, int classes, int stride,
                                 const float* targets, double weight, T* gradient) {
  const auto target_sum = [&](int n) {
    double sum = 0;
    for (int k = 0; targets && k < classes; ++k) sum += double(targets[n * classes + k]);
    return sum;
  };
  int rows = 0;
  for (int n = 0; n < batch; ++n) rows += target_sum(n) > 0 ? 1 : 0;

  HeadValues values;
  for (int n = 0; n < batch; ++n) {
    const T* row = x + std::size_t(n) * stride;
    T* row_gradient = gradient + std::size_t(n) * stride;
    std::fill_n(row_gradient, classes, T(0));
    const double sum = target_sum(n);
    if (!(sum > 0)) continue;
    const float* target = targets + std::size_t(n) * classes;
    const double normalizer = log_sum_exp(row, classes);
    for (int k = 0; k < classes; ++k) {
      const double log_probability = double(row[k]) - normalizer;
      values.loss -= double(target[k]) * log_probability / rows;
      row_gradient[k] = T(weight * (sum * std::exp(log_probability) - double(target[k])) / rows);
    }
    const auto chosen = std::max_element(row, row + classes) - row;
    values.accuracy += target[chosen] > 0 ? 1.0 / rows : 0.0;
  }
  return values;
}

/// Mean over batch and codes of (x - target)^2; gradient is that of weight * loss.
template <typename T>
double squared_error(const T* x, int batch, int codes, int stride, const float* targets,
                     double weight, T* gradient) {
  double loss = 0;
  const double elements = double(batch) * codes;
  for (int n = 0; n < batch; ++n) {
    for (int c = 0; c < codes; ++c) {
      const std::size_t i = std::size_t(n) * stride + c;
      const double error = targets ? double(x[i]) - double(targets[n * codes + c]) : 0;
      loss += error * error / elements;
      gradient[i] = T(weight * 2 * error / elements);
    }
  }
  return loss;
}

template <typename T>
LossValues acgan_loss(const AcganLoss& loss, const T* logits, T* gradient) {
  const Heads& heads = loss.heads;
  const int stride = heads.columns();
  LossValues values;
  for (int n = 0; n < loss.batch && heads.sources > 0; ++n) {
    const double x = double(logits[std::size_t(n) * stride]);
    const double target = double(loss.source_target);
    values.source += sigmoid_cross_entropy(x, target) / loss.batch;
    values.probability += sigmoid(x) / loss.batch;
    gradient[std::size_t(n) * stride] = T((sigmoid(x) - target) / loss.batch);
  }
  int column = heads.sources;
  const HeadValues genre =
      softmax_cross_entropy(logits + column, loss.batch, heads.genres, stride, loss.genres,
                            double(loss.genre_weight), gradient + column);
  column += heads.genres;
  const HeadValues decade =
      softmax_cross_entropy(logits + column, loss.batch, heads.decades, stride, loss.decades,
                            double(loss.decade_weight), gradient + column);
  column += heads.decades;
  values.code = squared_error(logits + column, loss.batch, heads.codes, stride, loss.codes,
                              double(loss.code_weight), gradient + column);
  values.genre = genre.loss;
  values.genre_accuracy = genre.accuracy;
  values.decade = decade.loss;
  values.decade_accuracy = decade.accuracy;
  values.total = values.source + double(loss.genre_weight) * values.genre +
                 double(loss.decade_weight) * values.decade +
                 double(loss.code_weight) * values.code;
  return values;
}

}  // namespace sleeve::kernels::reference
