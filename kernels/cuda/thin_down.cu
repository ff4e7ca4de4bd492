#include <cstddef>
#include <string>

#include "kernels/cuda/channel_partials.h"
#include "kernels/cuda/grids.h"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/thin_convolution.h"
#include "kernels/cuda/thin_down.cuh"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {

void thin_conv_down(Context& context, const std::string& name, const ConvShape& shape,
                    const PendingMap& big, const ConvWeight& weight, Elements small,
                    const ConvEpilogue& epilogue) {
  using Tiling = ThinDownProduct::Tiling;
  const ConvShape product = product_of_patches(shape);
  ThinDown p{.shape = shape,
             .width = Divisor(shape.small_width),
             .height = Divisor(shape.small_height),
             .product = {.shape = product,
                         .source = big,
                         .weight = weight,
                         .epilogue = tile_epilogue(small, shape.small_channels,
                                                   shape.small_channels, epilogue)},
             .weight_chunks = product.big_channels % kFloatRun == 0 && aligned_16(weight.values)};

  const std::size_t rows = shape.small_pixels(), columns = std::size_t(shape.small_channels);
  const std::size_t tiles = (rows + Tiling::kRows - 1) / Tiling::kRows;
  const std::size_t column_tiles = (columns + Tiling::kColumns - 1) / Tiling::kColumns;
  ScratchFrame frame(context.scratch);
  p.product.epilogue.partials =
      take_partials(frame, int(tiles), shape.small_channels, shape.small_channels, epilogue);
  launch(context.stream, name,
         {.grid = dim3(unsigned(tiles * column_tiles)),
          .block = dim3(ThinDownProduct::kThreads),
          .shared_bytes = ThinDownMemory::bytes(product.big_channels)},
         thin_down_kernel, p);
  combine_partials(context, name, p.product.epilogue.partials, epilogue);
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
