#include <string>
#include <type_traits>

#include "kernels/cuda/grids.h"
#include "kernels/cuda/materialize.cuh"
#include "kernels/cuda/materialize.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void materialize(Context& context, const PendingMap& map, std::size_t pixels, int channels,
                 Elements out) {
  with_array(map.data, [&](const auto* data) {
    using T = std::remove_const_t<std::remove_pointer_t<decltype(data)>>;
    with_array(out, [&](auto* written) {
      using Out = std::remove_pointer_t<decltype(written)>;
      const bool whole = channels % kMapRun == 0 && aligned_16(data, written, map.keep);
      with_run<kMapRun>(whole, [&](auto run) {
        launch(context.stream,
               "materialize " + std::to_string(pixels) + "x" + std::to_string(channels),
               grid_of_map(context, pixels, channels, run), materialize_kernel<run, T, Out>, map,
               data, pixels, channels, written);
      });
    });
  });
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
