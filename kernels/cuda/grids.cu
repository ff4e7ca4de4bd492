#include <algorithm>

#include "kernels/cuda/grids.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

std::size_t ceil_divide(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

}  // namespace

LaunchShape grid_of_runs(const Context& context, std::size_t n, int run) {
  const std::size_t runs = ceil_divide(n, std::size_t(run));
  const std::size_t blocks = std::min(ceil_divide(runs, kBlockThreads), resident_blocks(context));
  return {.grid = dim3(unsigned(blocks)), .block = dim3(kBlockThreads)};
}

LaunchShape grid_of_map(const Context& context, std::size_t pixels, int channels, int run) {
  const unsigned runs = unsigned(channels / run);
  const unsigned width = std::min(runs, kBlockThreads), height = kBlockThreads / width;
  const unsigned columns = unsigned(ceil_divide(runs, width));
  const std::size_t rows = std::clamp<std::size_t>(
      resident_blocks(context) / columns, 1, std::max<std::size_t>(ceil_divide(pixels, height), 1));
  return {.grid = dim3(columns, unsigned(rows)), .block = dim3(width, height)};
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
