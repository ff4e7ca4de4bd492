// The gradients of MS-SSIM in the reference, against central differences in double.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/reference/ssim.h"
#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/cases/ssim_case.h"

namespace sleeve::kernels {
namespace {

using cases::textured_image;

/// Largest difference between gradients by the first images and central differences, over some of
/// their elements, relative to the largest gradient.
double gradient_error(const SsimScales& scales, std::vector<double> first,
                      const std::vector<double>& second) {
  constexpr double kStep = 1e-5;
  const std::int32_t indices[2] = {0, 0};
  SsimPairsOf<double> pairs = {.scales = scales,
                               .first = first.data(),
                               .second = second.data(),
                               .first_count = 1,
                               .second_count = 1,
                               .pairs = indices,
                               .pair_count = 1};
  double score = 0;
  std::vector<double> means(scales.mean_count()), by_first(first.size()), by_second(first.size());
  reference::ms_ssim(pairs, &score, means.data());
  const double one = 1;
  reference::ms_ssim_backward(pairs, means.data(), &one, by_first.data(), by_second.data());
  double largest = 0, worst = 0;
  for (std::size_t i = 0; i < first.size(); i += 149) {
    const double before = first[i];
    double above = 0, below = 0;
    first[i] = before + kStep;
    reference::ms_ssim(pairs, &above, static_cast<double*>(nullptr));
    first[i] = before - kStep;
    reference::ms_ssim(pairs, &below, static_cast<double*>(nullptr));
    first[i] = before;
    const double error = std::abs((above - below) / (2 * kStep) - by_first[i]);
    worst = std::isnan(error) ? INFINITY : std::max(worst, error);
    largest = std::max(largest, std::abs(by_first[i]));
  }
  return largest > 0 ? worst / largest : worst;
}

TEST_CASE("gradients of MS-SSIM are those of central differences") {
  const auto doubles = [](const std::vector<float>& values) {
    return std::vector<double>(values.begin(), values.end());
  };
  const auto image = doubles(textured_image(1, 33, 36));
  const auto grain = doubles(cases::uniform(5, image.size(), -0.3F, 0.3F));
  auto like = image, negative = image;
  for (std::size_t i = 0; i < image.size(); ++i) like[i] = 0.8 * image[i] + grain[i];
  for (double& value : negative) value = -value;
  const std::vector<double> dark(image.size(), -0.5), bright(image.size(), 0.25);
  for (const SsimConvention convention : {SsimConvention::kClamp, SsimConvention::kFit}) {
    CAPTURE(name_of(convention));
    const SsimScales scales = ssim_scales(33, 36, convention);
    CHECK_FALSE(!(gradient_error(scales, image, like) <= 1e-6));
    CHECK_FALSE(!(gradient_error(scales, like, image) <= 1e-6));
    CHECK_FALSE(!(gradient_error(scales, dark, bright) <= 1e-6));
    CHECK_FALSE(!(gradient_error(scales, image, negative) <= 0));
  }
}

}  // namespace
}  // namespace sleeve::kernels
