#include <algorithm>
#include <iterator>

#include "kernels/cuda/ssim_tiling.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

int ceil_divide(int a, int b) { return (a + b - 1) / b; }

/// Along one side of the images.
struct Division {
  int tiles, tile;
  int patch;  // pixels of the largest patch
};

Division divided(int pixels, int taps, SsimTiles of, int limit) {
  const int windows = pixels - taps + 1;
  const int extent = of == SsimTiles::kWindows ? windows : pixels;
  if (pixels <= limit) return {1, extent, pixels};
  // A window reaches beyond the pixel it begins at; a pixel lies in windows on either side of it.
  const int border = of == SsimTiles::kWindows ? taps - 1 : 2 * (taps - 1);
  const int tiles = ceil_divide(extent, limit - border), tile = ceil_divide(extent, tiles);
  return {tiles, tile, tile + border};
}

}  // namespace

SsimTiling ssim_tiling(const SsimScales& scales, SsimTiles of, const SsimPatchLimits& limits) {
  SsimTiling tiling = {};
  tiling.count = tiling.whole = scales.count;
  tiling.products = scales.products();
  std::copy_n(scales[0].window, SsimScales::kMostTaps, tiling.window);
  for (int j = 0; j < scales.count; ++j) {
    const SsimScale& scale = scales[j];
    const Division rows = divided(scale.height, scale.taps, of, limits.high);
    const Division columns = divided(scale.width, scale.taps, of, limits.wide);
    SsimLevel& level = tiling.levels[j];
    level.height = scale.height;
    level.width = scale.width;
    level.taps = scale.taps;
    level.tile_high = rows.tile;
    level.tile_wide = columns.tile;
    level.tiles_wide = columns.tiles;
    level.tiles = rows.tiles * columns.tiles;
    level.pyramid_offset = tiling.pyramid;
    std::copy(std::begin(scale.window), std::end(scale.window), level.window);
    level.weight = float(scale.weight);
    level.terms = float(scales.terms(j));
    tiling.pyramid += std::size_t(scale.height) * std::size_t(scale.width) * SsimScales::kChannels;
    level.first_block = tiling.blocks;
    if (tiling.whole < j) continue;
    tiling.blocks += level.tiles;
    tiling.patch_elements =
        std::max(tiling.patch_elements,
                 std::size_t(rows.patch) * std::size_t(columns.patch) * SsimScales::kChannels);
    if (level.tiles == 1) tiling.whole = j;
  }
  return tiling;
}

}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
