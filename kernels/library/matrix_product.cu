#include "kernels/library/matrix_product.h"

namespace sleeve::kernels::library {
namespace {

cudaDataType_t cuda_type(Precision precision) {
  return precision == Precision::kBf16 ? CUDA_R_16BF : CUDA_R_32F;
}

/// A matrix in cuBLAS's order, columns one behind the other, maybe transposed.
struct Matrix {
  void* data;
  int stride;
  cublasOperation_t as = CUBLAS_OP_N;
};

}  // namespace

bool is_product(const ConvShape& shape) {
  const bool whole_map = shape.small_height == 1 && shape.small_width == 1 &&
                         shape.kernel == shape.big_height && shape.kernel == shape.big_width;
  const bool one_pixel = shape.kernel == 1 && shape.stride == 1;
  return shape.padding == 0 && (whole_map || one_pixel);
}

void multiply(cublasHandle_t handle, const ConvShape& shape, ConvolutionRole role,
              Precision operands, Precision result, const ConvolutionArrays& arrays,
              bool accumulate) {
  // Row by row big is [rows, taps], small [rows, channels], weight [channels, taps]; column by
  // column, as cuBLAS reads, each is its own transpose.
  const int rows = static_cast<int>(shape.small_pixels()), channels = shape.small_channels;
  const int taps = shape.kernel * shape.kernel * shape.big_channels;
  const Matrix big{arrays.big, taps}, small{arrays.small, channels}, weight{arrays.weight, taps};
  const auto run = [&](Matrix a, Matrix b, Matrix c, int m, int n, int k) {
    const float one = 1, before = accumulate ? 1.0F : 0.0F;
    const cublasComputeType_t compute =
        operands == Precision::kTf32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
    check(
        cublasGemmEx(handle, a.as, b.as, m, n, k, &one, a.data, cuda_type(operands), a.stride,
                     b.data, cuda_type(operands), b.stride, &before, c.data, cuda_type(result),
                     c.stride, compute, CUBLAS_GEMM_DEFAULT),
        "cublasGemmEx of " + std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k));
  };
  const auto transposed = [](Matrix matrix) {
    matrix.as = CUBLAS_OP_T;
    return matrix;
  };
  switch (role) {
    case ConvolutionRole::kForward:  // small = big weight^T
      return run(transposed(weight), big, small, channels, rows, taps);
    case ConvolutionRole::kBackwardData:  // big = small weight
      return run(weight, small, big, taps, rows, channels);
    case ConvolutionRole::kBackwardFilter:  // weight = small^T big
      return run(big, transposed(small), weight, taps, channels, rows);
  }
}

}  // namespace sleeve::kernels::library
