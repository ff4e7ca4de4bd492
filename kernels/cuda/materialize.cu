#include <string>

#include "kernels/cuda/grids.h"
#include "kernels/cuda/materialize.cuh"
#include "kernels/cuda/materialize.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void materialize(Context& context, const PendingMap& map, std::size_t pixels, int channels,
                 float* out) {
  with_array(map.data, [&](const auto* data) {
    using T = std::remove_const_t<std::remove_pointer_t<decltype(data)>>;
    const bool whole = channels % kMapRun == 0 && aligned_16(data, out, map.keep);
    with_run<kMapRun>(whole, [&](auto run) {
      launch(context.stream,
             "materialize " + std::to_string(pixels) + "x" + std::to_string(channels),
             grid_of_map(context, pixels, channels, run), materialize_kernel<run, T>, map, data,
             pixels, channels, out);
    });
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
