// Scores of MS-SSIM, for tests of what they must be.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/kernels/backends.h"
#include "tests/kernels/cases/ssim_case.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels {

/// `images` one after the other; `indices` of both images of each pair.
inline std::vector<double> ssim_scores(Backend& backend, const SsimScales& scales,
                                       const std::vector<float>& images,
                                       const std::vector<std::int32_t>& indices) {
  cases::Workbench bench(backend);
  SsimPairs pairs;
  pairs.scales = scales;
  pairs.first = pairs.second = bench.input("images", images);
  pairs.first_count = pairs.second_count = int(images.size() / scales.image_size());
  pairs.pairs = bench.input("pairs", indices);
  pairs.pair_count = int(indices.size() / 2);
  float* scores = bench.output("scores", indices.size() / 2, cases::exact());
  bench.launch([&](Backend& tested) { tested.ms_ssim(pairs, scores, nullptr); });
  return bench.finish().find("scores").values;
}

}  // namespace sleeve::kernels
