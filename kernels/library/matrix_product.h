// Convolutions that are products of matrices, by cuBLAS.
#pragma once

#include <cublas_v2.h>

#include "kernels/convolution.h"
#include "kernels/library/cudnn_convolution.h"

namespace sleeve::kernels::library {

/// A kernel of one pixel, or one that covers the whole big map: every pixel of the small map is a
/// row of one matrix, what it is tied to a row of the other.
bool is_product(const ConvShape& shape);

/// One of the three roles. `operands`: the type of what is multiplied, `result`: of what is written
/// (f32 or bf16). Throws LaunchError.
void multiply(cublasHandle_t handle, const ConvShape& shape, ConvolutionRole role,
              Precision operands, Precision result, const ConvolutionArrays& arrays,
              bool accumulate);

}  // namespace sleeve::kernels::library
