// The case of MS-SSIM and its way back.
#pragma once

#include <string>
#include <vector>

#include "kernels/ssim.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels::cases {

/// Images [height, width, 3] for MS-SSIM: waves and grain; `seed` tells them apart.
std::vector<float> textured_image(std::uint64_t seed, int height, int width);

struct SsimCase {
  int height, width;
  SsimConvention convention;
  bool one_array = false;  // the pairs and both gradients are of one array
  bool backward = true;    // the way back, too
  /// Of an array: one, one like it, its negative, one in no pair below, and a flat one, in turn.
  int images = 5;
  std::vector<std::int32_t> pairs = {0, 0, 0, 1, 1, 0, 2, 0, 0, 2, 4, 2, 4, 4, 1, 1};

  std::string name() const;

  void launch(Workbench& bench) const;
};

}  // namespace sleeve::kernels::cases
