// The launchers of MS-SSIM where scratch memory is short: pairs then take several launches.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/cuda/ssim.h"
#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/ssim_case.h"
#include "tests/kernels/launch_context.h"
#include "tests/simt/schedules.h"

namespace sleeve::kernels {
namespace {

using cuda::Array;

struct Results {
  Array<float> scores, means, gradient;
  bool operator==(const Results&) const = default;
};

/// Images one after the other.
Array<float> images_of(const SsimScales& scales, int count) {
  Array<float> images;
  images.reserve(std::size_t(count) * scales.image_size());  // nothing behind the last
  for (int seed = 1; seed <= count; ++seed) {
    const std::vector<float> image =
        cases::textured_image(std::uint64_t(seed), scales[0].height, scales[0].width);
    images.insert(images.end(), image.begin(), image.end());
  }
  return images;
}

/// Of pairs within one array of images.
Results results_of(const SsimScales& scales, const Array<float>& images,
                   const Array<std::int32_t>& indices, std::size_t scratch_bytes) {
  LaunchContext launching(Precision::kF32);
  const std::size_t count = indices.size() / 2;
  SsimPairs pairs;
  pairs.scales = scales;
  pairs.first = pairs.second = images.data();
  pairs.first_count = pairs.second_count = int(images.size() / scales.image_size());
  pairs.pairs = indices.data();
  pairs.pair_count = int(count);
  Results results = {Array<float>(count, NAN), Array<float>(count * scales.mean_count(), NAN),
                     Array<float>(images.size(), NAN)};
  const std::vector<float> drawn = cases::uniform(4, count);
  const Array<float> score_gradients(drawn.begin(), drawn.end());
  cuda::ms_ssim(launching.context(), pairs, results.scores.data(), results.means.data(),
                scratch_bytes);
  float* const gradient = results.gradient.data();
  cuda::ms_ssim_backward(launching.context(), pairs, results.means.data(), score_gradients.data(),
                         gradient, gradient, scratch_bytes);
  launching.synchronize();
  return results;
}

TEST_CASE("MS-SSIM gives the same bits in every schedule, and in several launches") {
  const SsimScales scales = ssim_scales(33, 70, SsimConvention::kClamp);
  const Array<float> images = images_of(scales, 3);
  const Array<std::int32_t> indices = {0, 1, 1, 2, 2, 0, 1, 1, 0, 2};
  const Results expected = results_of(scales, images, indices, cuda::kSsimScratchBytes);
  for (const float value : expected.gradient) REQUIRE(std::isfinite(value));
  const std::size_t pyramid = 2 * sizeof(float) * scales.image_size() * 4 / 3;
  for (const std::size_t bytes : {std::size_t{1}, 2 * pyramid, 3 * pyramid}) {
    CHECK(results_of(scales, images, indices, bytes) == expected);
  }
  cuda::in_every_schedule(
      [&] { CHECK(results_of(scales, images, indices, cuda::kSsimScratchBytes) == expected); });
}

TEST_CASE("MS-SSIM of no pairs has gradients of 0") {
  const SsimScales scales = ssim_scales(32, 32, SsimConvention::kFit);
  const Results found = results_of(scales, images_of(scales, 1), {}, cuda::kSsimScratchBytes);
  for (const float value : found.gradient) CHECK(value == 0);
}

}  // namespace
}  // namespace sleeve::kernels
