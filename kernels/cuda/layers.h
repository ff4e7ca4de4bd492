// Launchers of kernels/cuda/layers.cuh; arguments as in kernels/backend.h.
#pragma once

#include <cstddef>

#include "kernels/bfloat16.h"
#include "kernels/cuda/context.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void embed(Context& context, const float* weights, int batch, int classes, const float* table,
           int columns, float* out, int out_stride);
void embed_backward(Context& context, const float* weights, int batch, int classes,
                    const float* out_gradient, int out_stride, int columns, float* table_gradient);
void column_sums(Context& context, const float* matrix, int rows, int columns, float* sums,
                 bool accumulate);
void add(Context& context, const float* a, const float* b, std::size_t n, float* out);
void round_weights(Context& context, const float* values, std::size_t n, Bfloat16* rounded);

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
