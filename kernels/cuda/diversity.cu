#include <string>

#include "kernels/cuda/diversity.cuh"
#include "kernels/cuda/diversity.h"
#include "kernels/cuda/grids.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void pair_equal_labels(Context& context, const BatchLabels& labels, std::int32_t* pairs) {
  launch(context.stream,
         "pair_equal_labels " + std::to_string(labels.rows) + " of " +
             std::to_string(labels.genre_count) + " genres, " +
             std::to_string(labels.decade_count) + " decades",
         grid_of_runs(context, std::size_t(labels.rows), 1), pair_equal_labels_kernel, labels,
         pairs);
}

void diversity_loss(Context& context, const std::int32_t* pairs, int pair_count, float weight,
                    const float* scores, float* score_gradients, LossReport* report) {
  launch(context.stream, "diversity_loss " + std::to_string(pair_count),
         {.grid = dim3(1), .block = dim3(kDiversityThreads)}, diversity_loss_kernel, pairs,
         pair_count, double(weight), scores, score_gradients, report);
}

void add_tanh_gradient(Context& context, const float* out, const float* out_gradient, std::size_t n,
                       float* dz) {
  with_run<kFloatRun>(aligned_16(out, out_gradient, dz), [&](auto run) {
    launch(context.stream, "add_tanh_gradient " + std::to_string(n), grid_of_runs(context, n, run),
           add_tanh_gradient_kernel<run>, out, out_gradient, n, dz);
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
