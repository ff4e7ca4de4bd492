#include <string>

#include "kernels/cuda/grids.h"
#include "kernels/cuda/random.cuh"
#include "kernels/cuda/random.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void draw(Context& context, const StepState* state, std::uint32_t stream, Distribution distribution,
          int rows, int columns, float* out, int out_stride) {
  const std::size_t n = std::size_t(rows) * std::size_t(columns);
  const bool packed = aligned_16(out) && (rows == 1 || out_stride == columns);
  launch(context.stream, "draw " + std::to_string(rows) + "x" + std::to_string(columns),
         grid_of_runs(context, n, kDrawRun), packed ? draw_kernel<true> : draw_kernel<false>, state,
         stream, distribution, std::size_t(rows), std::size_t(columns), out,
         std::size_t(out_stride));
}

void draw_one_hot(Context& context, const StepState* state, std::uint32_t stream, int rows,
                  int classes, float* out) {
  launch(context.stream, "draw_one_hot " + std::to_string(rows) + "x" + std::to_string(classes),
         grid_of_runs(context, std::size_t(rows) * std::size_t(classes), 1), draw_one_hot_kernel,
         state, stream, rows, classes, out);
}

void draw_keep_mask(Context& context, const StepState* state, std::uint32_t stream, float rate,
                    std::size_t n, std::uint8_t* keep) {
  with_run<kMaskRun>(aligned_16(keep), [&](auto run) {
    launch(context.stream, "draw_keep_mask " + std::to_string(n), grid_of_runs(context, n, run),
           draw_keep_mask_kernel<run>, state, stream, rate, n, keep);
  });
}

void draw_instance_noise(Context& context, const StepState* state, std::uint32_t stream,
                         std::size_t n, float* noise) {
  with_run<kDrawRun>(aligned_16(noise), [&](auto run) {
    launch(context.stream, "draw_instance_noise " + std::to_string(n),
           grid_of_runs(context, n, run), draw_instance_noise_kernel<run>, state, stream, n, noise);
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
