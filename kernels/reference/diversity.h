// The diversity term: pairs of rows with the same labels, their mean score, and the way back to
// what made the images.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/backend.h"

namespace sleeve::kernels::reference {

inline void pair_equal_labels(const BatchLabels& labels, std::int32_t* pairs) {
  const auto equal = [](const float* values, int columns, int i, int j) {
    const auto row = [&](int r) { return values + std::size_t(r) * std::size_t(columns); };
    return std::equal(row(i), row(i) + columns, row(j));
  };
  for (int i = 0; i < labels.rows; ++i) {
    int partner = i + 1;
    while (partner < labels.rows && !(equal(labels.genres, labels.genre_count, i, partner) &&
                                      equal(labels.decades, labels.decade_count, i, partner))) {
      ++partner;
    }
    pairs[2 * i] = i;
    pairs[2 * i + 1] = partner < labels.rows ? partner : i;
  }
}

/// Returns the mean; the gradients are those of weight * mean.
template <typename T>
double diversity_loss(const std::int32_t* pairs, int pair_count, double weight, const T* scores,
                      T* score_gradients) {
  const auto counts = [&](int n) { return pairs[2 * n] != pairs[2 * n + 1]; };
  int count = 0;
  double sum = 0;
  for (int n = 0; n < pair_count; ++n) {
    if (!counts(n)) continue;
    ++count;
    sum += double(scores[n]);
  }
  for (int n = 0; n < pair_count; ++n) score_gradients[n] = T(counts(n) ? weight / count : 0);
  return count > 0 ? sum / count : 0;
}

template <typename T>
void add_tanh_gradient(const T* out, const T* out_gradient, std::size_t n, T* dz) {
  for (std::size_t i = 0; i < n; ++i) {
    dz[i] = T(double(dz[i]) + double(out_gradient[i]) * (1 - double(out[i]) * double(out[i])));
  }
}

}  // namespace sleeve::kernels::reference
