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
  std::vector<std::int32_t> pairs = {0, 0, 0, 1, 1, 0, 2, 0, 0, 2, 3, 2, 3, 3, 1, 1};

  std::string name() const;

  void launch(Workbench& bench) const;
};

}  // namespace sleeve::kernels::cases
