// MS-SSIM against values that PyTorch computed in double (goldens/make_ssim_goldens.py).
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/kernels/ssim_scores.h"

namespace sleeve::kernels {
namespace {

struct Golden {
  SsimConvention convention;
  int height, width;
  double share, score;
};

std::vector<Golden> goldens() {
  std::ifstream file(SLEEVE_SSIM_GOLDENS);
  std::vector<Golden> all;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    std::istringstream fields(line);
    std::string name;
    Golden golden = {};
    fields >> name >> golden.height >> golden.width >> golden.share >> golden.score;
    REQUIRE(fields);
    for (const SsimConvention convention : kSsimConventions) {
      if (name == name_of(convention)) golden.convention = convention;
    }
    REQUIRE(name == name_of(golden.convention));
    all.push_back(golden);
  }
  return all;
}

/// The pair of pair() in make_ssim_goldens.py, one image after the other.
std::vector<float> pair_of(const Golden& golden) {
  std::vector<float> first, second;
  for (int y = 0; y < golden.height; ++y) {
    for (int x = 0; x < golden.width; ++x) {
      for (int c = 0; c < 3; ++c) {
        const double grain = (y * 73 + x * 151 + c * 57 + (x * y) % 113 * 31) % 256 / 128.0 - 1;
        const double blocks = (y / 9 * 5 + x / 13 * 3 + c) % 7 / 4.0 - 0.75;
        const double other = (y / 11 * 3 + x / 6 * 5 + c * 2) % 5 / 2.0 - 1;
        const double own = 0.75 * blocks + 0.25 * grain;
        const double share = std::abs(golden.share), sign = golden.share < 0 ? -1 : 1;
        first.push_back(float(own));
        second.push_back(float(sign * ((1 - share) * own + share * (0.5 * other + 0.2 * grain))));
      }
    }
  }
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

double score_of(Backend& backend, const Golden& golden, const std::vector<float>& images) {
  const SsimScales scales = ssim_scales(golden.height, golden.width, golden.convention);
  return ssim_scores(backend, scales, images, {0, 1})[0];
}

TEST_CASE("MS-SSIM is PyTorch's, in every convention, of scores from 0 to 1") {
  const std::vector<Golden> all = goldens();
  REQUIRE(all.size() > 100);
  for (const std::string& name : all_backends()) {
    CAPTURE(name);
    const auto backend = make_backend(name, 2);
    for (const Golden& golden : all) {
      CAPTURE(name_of(golden.convention));
      CAPTURE(golden.height);
      CAPTURE(golden.width);
      CAPTURE(golden.share);
      const double error = score_of(*backend, golden, pair_of(golden)) - golden.score;
      CHECK_FALSE(!(std::abs(error) <= 1e-5));
    }
  }
}

}  // namespace
}  // namespace sleeve::kernels
