#include "tests/kernels/cases/ssim_case.h"

#include <cmath>

#include "tests/kernels/cases/inputs.h"

namespace sleeve::kernels::cases {
namespace {

/// `count` images, of five kinds in turn: one, one like it, its negative, a texture, a flat one.
/// `grain`, of another seed, tells the second array from the first.
std::vector<float> images_of(int count, std::uint64_t grain, int height, int width) {
  const std::vector<float> texture = textured_image(1, height, width);
  const std::vector<float> noise = uniform(grain, texture.size(), -0.2F, 0.2F);
  constexpr float kTexture[] = {0.8F, 0.6F, -0.7F, 1.0F, 0.0F};
  constexpr float kNoise[] = {1.0F, -2.0F, 1.0F, 0.0F, 0.0F};
  std::vector<float> all;
  for (int n = 0; n < count; ++n) {
    const int kind = n % 5;
    const float level = kind < 4 ? 0.0F : grain == 2 ? 0.3F : -0.6F;
    for (std::size_t i = 0; i < texture.size(); ++i) {
      all.push_back(kTexture[kind] * texture[i] + kNoise[kind] * noise[i] + level);
    }
  }
  return all;
}

}  // namespace

std::vector<float> textured_image(std::uint64_t seed, int height, int width) {
  const std::size_t n = std::size_t(height) * std::size_t(width) * SsimScales::kChannels;
  std::vector<float> image = uniform(seed, n, -0.2F, 0.2F);
  for (std::size_t i = 0; i < n; ++i) {
    const double pixel = double(i / 3), row = std::floor(pixel / width);
    const double column = pixel - row * width, phase = double(seed) * 1.7 + double(i % 3);
    image[i] += float(0.5 * std::sin(row / 5 + phase) + 0.3 * std::cos(column / 9 - phase));
  }
  return image;
}

std::string SsimCase::name() const {
  return "ms_ssim/" + std::to_string(width) + "x" + std::to_string(height) + "/" +
         name_of(convention) + (one_array ? "_one_array" : "");
}

void SsimCase::launch(Workbench& bench) const {
  SsimPairs all;
  all.scales = ssim_scales(height, width, convention);
  all.first_count = all.second_count = images;
  all.first = bench.input("first", images_of(images, 2, height, width));
  all.second = one_array ? all.first : bench.input("second", images_of(images, 3, height, width));
  all.pairs = bench.input("pairs", pairs);
  all.pair_count = int(pairs.size() / 2);
  const std::size_t count = std::size_t(all.pair_count);
  const float* score_gradients = bench.input("score_gradients", uniform(4, count, -2, 2));

  // A variance within a window is a sum over each side of it of products of three, and a mean of
  // contrast is that of terms up to 1. A score has such a mean to a small power: where contrast is
  // a hundredth, its error counts tenfold.
  const double roundings = 4 * SsimScales::kMostTaps;
  const Tolerance mean_tolerance = [=](const Output&, const Outputs&) {
    return roundings * kUnitRoundoff;
  };
  const Tolerance score_tolerance = [=](const Output&, const Outputs&) {
    return 10 * roundings * kUnitRoundoff;
  };
  float* scores = bench.output("scores", count, score_tolerance);
  float* means = bench.output("means", count * all.scales.mean_count(), mean_tolerance);
  if (!backward) {
    bench.launch([=](Backend& backend) { backend.ms_ssim(all, scores, means); });
    return;
  }
  // Derivatives divide by variances twice, and add up over the scales.
  const Tolerance gradient_tolerance = rounded(20 * roundings);
  const std::size_t size = std::size_t(images) * all.scales.image_size();
  float* first = bench.output("first_gradient", size, gradient_tolerance);
  float* second = one_array ? first : bench.output("second_gradient", size, gradient_tolerance);
  bench.launch([=](Backend& backend) {
    backend.ms_ssim(all, scores, means);
    backend.ms_ssim_backward(all, means, score_gradients, first, second);
  });
}

}  // namespace sleeve::kernels::cases
