#include "kernels/cuda/channel_partials.h"
#include "kernels/cuda/epilogue.cuh"
#include "kernels/cuda/grids.h"
#include "kernels/cuda/launch.h"
#include "kernels/library/finish_map.h"

namespace sleeve::kernels::library {
namespace {

using namespace cuda;

constexpr int kRows = 64, kColumns = 64, kThreads = 256;

/// A block finishes kRows pixels of kColumns channels; pixels go along x.
__global__ void __launch_bounds__(kThreads)
    finish_map_kernel(ConstElements raw, std::size_t pixels, TileEpilogue epilogue) {
  SLEEVE_SHARED(float, sums, (kEpilogueFloats<kRows, kColumns, kThreads>));
  SLEEVE_SHARED(int, places, kRows);
  const std::size_t first_pixel = std::size_t(blockIdx.x) * kRows;
  const int first_column = int(blockIdx.y) * kColumns;
  for (int row = int(threadIdx.x); row < kRows; row += kThreads) {
    const std::size_t pixel = first_pixel + std::size_t(row);
    places[row] = within(pixel, pixels) ? int(pixel) : -1;
  }
  for (int i = int(threadIdx.x); i < kRows * kColumns; i += kThreads) {
    const std::size_t pixel = first_pixel + std::size_t(i / kColumns);
    const int column = first_column + i % kColumns;
    float value = 0;
    if (within(pixel, pixels) && within(column, epilogue.columns)) {
      value = load_element(raw, pixel * std::size_t(epilogue.columns) + std::size_t(column));
    }
    sums[i / kColumns * kSumsStride<kColumns> + i % kColumns] = value;
  }
  __syncthreads();
  finish_tile<kRows, kColumns, kThreads>(epilogue, sums, places, first_column, int(blockIdx.x));
}

bool is_same(const ConstElements& a, const Elements& b) {
  return a.full() == b.full() && a.rounded() == b.rounded();
}

bool does_nothing(const ConvEpilogue& epilogue) {
  return epilogue.bias == nullptr && epilogue.statistics.mean == nullptr &&
         !epilogue.gradient.of.data;
}

}  // namespace

void finish_map(Context& context, const std::string& name, ConstElements raw, std::size_t pixels,
                int channels, Elements result, const ConvEpilogue& epilogue) {
  if (does_nothing(epilogue) && is_same(raw, result)) return;
  const unsigned tiles = unsigned((pixels + kRows - 1) / kRows);
  const unsigned column_tiles = unsigned((channels + kColumns - 1) / kColumns);
  const PendingMap& of = epilogue.gradient.of;
  ScratchFrame frame(context.scratch);
  TileEpilogue tile;
  tile.result = result;
  tile.columns = tile.channels = channels;
  tile.aligned = channels % kMapRun == 0 && aligned_16(result.full(), result.rounded(),
                                                       of.data.full(), of.data.rounded(), of.keep);
  tile.form = epilogue;
  tile.partials = take_partials(frame, int(tiles), channels, channels, epilogue);
  launch(context.stream, name + ", epilogue",
         {.grid = dim3(tiles, column_tiles), .block = dim3(kThreads)}, finish_map_kernel, raw,
         pixels, tile);
  combine_partials(context, name, tile.partials, epilogue);
}

}  // namespace sleeve::kernels::library
