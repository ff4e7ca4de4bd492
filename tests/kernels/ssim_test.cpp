// What holds of every MS-SSIM, on every backend; conventions.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/kernels/cases/inputs.h"
#include "tests/kernels/ssim_scores.h"

namespace sleeve::kernels {
namespace {

using cases::textured_image;

constexpr SsimConvention kClamp = SsimConvention::kClamp;

/// Images that a test tells apart by their place: see images_to_compare().
enum Image : std::int32_t { kTexture, kNear, kNegative, kDark, kBright, kImages };

std::vector<float> images_to_compare(int height, int width) {
  const std::vector<float> texture = textured_image(1, height, width);
  const std::vector<float> noise = cases::uniform(7, texture.size(), -1e-3F, 1e-3F);
  std::vector<float> all = texture;
  for (std::size_t i = 0; i < texture.size(); ++i) all.push_back(texture[i] + noise[i]);
  for (const float value : texture) all.push_back(-value);
  all.insert(all.end(), texture.size(), -0.9F);
  all.insert(all.end(), texture.size(), 0.9F);
  return all;
}

TEST_CASE("MS-SSIM: 1 of an image with itself, at most 1, symmetric, 0 of a negative") {
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const auto backend = make_backend(name, 2);
    for (const SsimConvention convention : {kClamp, SsimConvention::kFit}) {
      CAPTURE(name_of(convention));
      const SsimScales scales = ssim_scales(35, 44, convention);
      std::vector<std::int32_t> indices;
      for (std::int32_t a = 0; a < kImages; ++a) {
        for (std::int32_t b = 0; b < kImages; ++b) indices.insert(indices.end(), {a, b});
      }
      const std::vector<double> found =
          ssim_scores(*backend, scales, images_to_compare(35, 44), indices);
      const auto score = [&](int a, int b) { return found[std::size_t(a * kImages + b)]; };
      for (int a = 0; a < kImages; ++a) {
        CAPTURE(a);
        CHECK(score(a, a) == 1);
        for (int b = 0; b < kImages; ++b) {
          CAPTURE(b);
          CHECK_FALSE(!(score(a, b) >= 0 && score(a, b) <= 1));
          CHECK(score(a, b) == score(b, a));
        }
      }
      CHECK_FALSE(!(score(kTexture, kNear) > 0.99 && score(kTexture, kNear) < 1));
      CHECK(score(kTexture, kNegative) == 0);
      // Of flat images only luminance is left, of the last scale: 0.05 and 0.95.
      const double luminance = (2 * 0.05 * 0.95 + 1e-4) / (0.05 * 0.05 + 0.95 * 0.95 + 1e-4);
      const double expected = std::pow(luminance, scales[scales.count - 1].weight);
      CHECK(score(kDark, kBright) == doctest::Approx(expected).epsilon(1e-6));
    }
  }
}

TEST_CASE("conventions: scales, windows and weights") {
  const auto taps = [](int side, SsimConvention convention) {
    const SsimScales scales = ssim_scales(side, side, convention);
    std::vector<int> all;
    for (int j = 0; j < scales.count; ++j) all.push_back(scales[j].taps);
    return all;
  };
  CHECK(taps(64, kClamp) == std::vector<int>{11, 11, 11, 8, 4});
  CHECK(taps(128, kClamp) == std::vector<int>{11, 11, 11, 11, 8});
  CHECK(taps(64, SsimConvention::kFit) == std::vector<int>{11, 11, 11});
  CHECK(taps(176, SsimConvention::kChannel) == std::vector<int>{11, 11, 11, 11, 11});
  double sum = 0;
  const SsimScales fit = ssim_scales(64, 64, SsimConvention::kFit);
  for (int j = 0; j < fit.count; ++j) sum += fit[j].weight;
  CHECK(sum == doctest::Approx(1).epsilon(1e-12));
  const SsimScales odd = ssim_scales(65, 97, kClamp);
  CHECK(odd[1].height == 32);
  CHECK(odd[1].width == 48);
}

TEST_CASE("sizes that a convention cannot score are refused with the reason") {
  CHECK_THROWS_WITH_AS(ssim_scales(175, 300, SsimConvention::kChannel),
                       doctest::Contains("300x175 pixels: convention 'channel' needs sides of at "
                                         "least 176"),
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(ssim_scales(31, 64, kClamp), doctest::Contains("from 32 to 512"),
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(ssim_scales(513, 64, kClamp), doctest::Contains("from 32 to 512"),
                       std::invalid_argument);
}

}  // namespace
}  // namespace sleeve::kernels
