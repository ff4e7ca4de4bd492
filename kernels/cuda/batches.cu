#include <algorithm>
#include <string>

#include "kernels/cuda/batches.cuh"
#include "kernels/cuda/batches.h"
#include "kernels/cuda/grids.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void gather(Context& context, const StepState* state, const CoverTable& table, bool flip,
            const CoverBatch& batch) {
  const std::size_t bytes = std::size_t(table.size) * std::size_t(table.size) * 3;
  const bool whole = bytes % kPixelRun == 0 && aligned_16(table.images, batch.images);
  with_run<kPixelRun>(whole, [&](auto run) {
    LaunchShape shape = grid_of_runs(context, bytes, run);
    shape.grid.y = unsigned(batch.batch);
    launch(context.stream,
           "gather " + std::to_string(batch.batch) + " of " + std::to_string(table.size) + "x" +
               std::to_string(table.size),
           shape, gather_kernel<run>, state, table, flip, batch);
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
