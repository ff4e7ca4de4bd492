#include <string>

#include "kernels/cuda/grids.h"
#include "kernels/cuda/layers.cuh"
#include "kernels/cuda/layers.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

LaunchShape grid_of_sums(int columns, int matrices) {
  const unsigned blocks = unsigned((columns + kSumColumns - 1) / kSumColumns);
  return {.grid = dim3(blocks, unsigned(matrices)), .block = dim3(kSumColumns, kSumRows)};
}

std::string table_name(const char* operation, int batch, int classes, int columns) {
  return std::string(operation) + " " + std::to_string(batch) + " of " + std::to_string(classes) +
         "x" + std::to_string(columns);
}

}  // namespace

void embed(Context& context, const float* weights, int batch, int classes, const float* table,
           int columns, float* out, int out_stride) {
  launch(context.stream, table_name("embed", batch, classes, columns),
         grid_of_runs(context, std::size_t(batch) * std::size_t(columns), 1), embed_kernel, weights,
         batch, classes, table, columns, out, out_stride);
}

void embed_backward(Context& context, const float* weights, int batch, int classes,
                    const float* out_gradient, int out_stride, int columns, float* table_gradient) {
  launch(context.stream, table_name("embed_backward", batch, classes, columns),
         grid_of_sums(columns, classes), embed_backward_kernel, weights, batch, classes,
         out_gradient, out_stride, columns, table_gradient);
}

void column_sums(Context& context, const float* matrix, int rows, int columns, float* sums,
                 bool accumulate) {
  launch(context.stream, "column_sums " + std::to_string(rows) + "x" + std::to_string(columns),
         grid_of_sums(columns, 1), column_sums_kernel, matrix, rows, columns, sums, accumulate);
}

void add(Context& context, const float* a, const float* b, std::size_t n, float* out) {
  with_run<kFloatRun>(aligned_16(a, b, out), [&](auto run) {
    launch(context.stream, "add " + std::to_string(n), grid_of_runs(context, n, run),
           add_kernel<run>, a, b, n, out);
  });
}

void round_weights(Context& context, const float* values, std::size_t n, Bfloat16* rounded) {
  with_run<kMapRun>(aligned_16(values, rounded), [&](auto run) {
    launch(context.stream, "round_weights " + std::to_string(n), grid_of_runs(context, n, run),
           round_kernel<run>, values, n, rounded);
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
