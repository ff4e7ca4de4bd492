// The launchers of MS-SSIM where scratch memory is short: pairs then take several launches.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/cuda/ssim.h"
#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/ssim_case.h"
#include "tests/kernels/simt_context.h"

namespace sleeve::kernels {
namespace {

struct Results {
  std::vector<float> scores, means, gradient;
  bool operator==(const Results&) const = default;
};

/// Of pairs within one array of images.
Results results_of(const SsimScales& scales, const std::vector<float>& images,
                   const std::vector<std::int32_t>& indices, std::size_t scratch_bytes) {
  SimtContext simt(Precision::kF32);
  SsimPairs pairs;
  pairs.scales = scales;
  pairs.first = pairs.second = images.data();
  pairs.first_count = pairs.second_count = int(images.size() / scales.image_size());
  pairs.pairs = indices.data();
  pairs.pair_count = int(indices.size() / 2);
  const std::size_t count = indices.size() / 2;
  Results results = {std::vector<float>(count, NAN),
                     std::vector<float>(count * scales.mean_count(), NAN),
                     std::vector<float>(images.size(), NAN)};
  const std::vector<float> score_gradients = cases::uniform(4, count);
  cuda::ms_ssim(simt.context(), pairs, results.scores.data(), results.means.data(), scratch_bytes);
  float* const gradient = results.gradient.data();
  cuda::ms_ssim_backward(simt.context(), pairs, results.means.data(), score_gradients.data(),
                         gradient, gradient, scratch_bytes);
  simt.context().stream.synchronize();
  return results;
}

TEST_CASE("MS-SSIM in several launches gives the same bits as in one") {
  const SsimScales scales = ssim_scales(33, 70, SsimConvention::kClamp);
  std::vector<float> images;
  for (const std::uint64_t seed : {1, 2, 3}) {
    const std::vector<float> image = cases::textured_image(seed, 33, 70);
    images.insert(images.end(), image.begin(), image.end());
  }
  const std::vector<std::int32_t> indices = {0, 1, 1, 2, 2, 0, 1, 1, 0, 2};
  const Results expected = results_of(scales, images, indices, cuda::kSsimScratchBytes);
  for (const float value : expected.gradient) REQUIRE(std::isfinite(value));
  const std::size_t pyramid = 2 * sizeof(float) * scales.image_size() * 4 / 3;
  for (const std::size_t bytes : {std::size_t{1}, 2 * pyramid, 3 * pyramid}) {
    CHECK(results_of(scales, images, indices, bytes) == expected);
  }
}

TEST_CASE("MS-SSIM of no pairs has gradients of 0") {
  const SsimScales scales = ssim_scales(32, 32, SsimConvention::kFit);
  const std::vector<float> image = cases::textured_image(1, 32, 32);
  const Results found = results_of(scales, image, {}, cuda::kSsimScratchBytes);
  for (const float value : found.gradient) CHECK(value == 0);
}

}  // namespace
}  // namespace sleeve::kernels
