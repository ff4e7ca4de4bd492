// Small layers: embeddings under blended labels, and sums over rows (gradients of a bias).
#pragma once

#include <cstddef>

namespace sleeve::kernels::reference {

template <typename T>
void embed(const T* weights, int batch, int classes, const T* table, int columns, T* out,
           int out_stride) {
  for (int n = 0; n < batch; ++n) {
    for (int c = 0; c < columns; ++c) {
      double sum = 0;
      for (int k = 0; k < classes; ++k) {
        sum += double(weights[std::size_t(n) * classes + k]) *
               double(table[std::size_t(k) * columns + c]);
      }
      out[std::size_t(n) * out_stride + c] = T(sum);
    }
  }
}

template <typename T>
void embed_backward(const T* weights, int batch, int classes, const T* out_gradient, int out_stride,
                    int columns, T* table_gradient) {
  for (int k = 0; k < classes; ++k) {
    for (int c = 0; c < columns; ++c) {
      double sum = 0;
      for (int n = 0; n < batch; ++n) {
        sum += double(weights[std::size_t(n) * classes + k]) *
               double(out_gradient[std::size_t(n) * out_stride + c]);
      }
      table_gradient[std::size_t(k) * columns + c] = T(sum);
    }
  }
}

template <typename T>
void column_sums(const T* matrix, int rows, int columns, T* sums, bool accumulate) {
  for (int c = 0; c < columns; ++c) {
    double sum = accumulate ? double(sums[c]) : 0;
    for (int r = 0; r < rows; ++r) sum += double(matrix[std::size_t(r) * columns + c]);
    sums[c] = T(sum);
  }
}

}  // namespace sleeve::kernels::reference
