#include "apps/evaluate/pair.h"

#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/support/program.h"
#include "data/decoding/image_error.h"
#include "data/decoding/image_file.h"
#include "engine/arena.h"
#include "kernels/ssim.h"

namespace sleeve::apps {
namespace {

data::Image read_image(const std::filesystem::path& path) {
  try {
    return data::decode_image(data::read_image_file(path));
  } catch (const data::ImageError& error) {
    throw InputError(path.string() + ": " + error.what());
  }
}

std::string size_text(const data::Image& image) {
  return std::to_string(image.width) + "x" + std::to_string(image.height) + " pixels";
}

void check_sizes(const PairOptions& options, const data::Image& first, const data::Image& second) {
  if (first.width == second.width && first.height == second.height) return;
  throw InputError(options.first.string() + " has " + size_text(first) + ", " +
                   options.second.string() + " " + size_text(second) +
                   "; only images of one size can be compared");
}

/// Two images on a device, and room for their score.
class ScoredPair {
 public:
  ScoredPair(kernels::Backend& backend, const data::Image& first, const data::Image& second)
      : backend_(backend), arena_(backend.device()) {
    const std::vector<float> values[] = {data::floats_from_image(first),
                                         data::floats_from_image(second)};
    const std::size_t size = values[0].size();
    images_ = arena_.take<float>(2 * size);
    backend.device().upload(images_, values[0].data(), size * sizeof(float));
    backend.device().upload(images_ + size, values[1].data(), size * sizeof(float));
    constexpr std::int32_t kPair[] = {0, 1};
    pair_ = arena_.take<std::int32_t>(2);
    backend.device().upload(pair_, kPair, sizeof(kPair));
    score_ = arena_.take<float>(1);
  }

  float score(const kernels::SsimScales& scales) {
    backend_.ms_ssim({.scales = scales,
                      .first = images_,
                      .second = images_,
                      .first_count = 2,
                      .second_count = 2,
                      .pairs = pair_,
                      .pair_count = 1},
                     score_, nullptr);
    float score = 0;
    backend_.device().download(&score, score_, sizeof(score));
    return score;
  }

 private:
  kernels::Backend& backend_;
  engine::Arena arena_;
  float* images_ = nullptr;  // [2, height, width, 3]
  std::int32_t* pair_ = nullptr;
  float* score_ = nullptr;
};

}  // namespace

void add_pair_options(CLI::App& app, PairOptions& options) {
  const auto add = [&](const char* name, std::filesystem::path& path) {
    app.add_option(name, path, "JPEG, PNG or WebP, 32 to 512 pixels a side")
        ->type_name("FILE")
        ->required()
        ->group(kRequired);
  };
  add("first", options.first);
  add("second", options.second);
  add_compute_options(app, options.compute);
}

int pair(const PairOptions& options) {
  const data::Image first = read_image(options.first), second = read_image(options.second);
  check_sizes(options, first, second);
  const Computer computer = choose_computer(options.compute, kernels::Precision::kF32);
  ScoredPair scored(*computer.backend, first, second);
  for (const kernels::SsimConvention convention : kernels::kSsimConventions) {
    std::string result;
    try {
      char digits[32];
      std::snprintf(digits, sizeof(digits), "%.7f",
                    scored.score(kernels::ssim_scales(first.height, first.width, convention)));
      result = digits;
    } catch (const std::invalid_argument& error) {  // of ssim_scales
      result = error.what();
    }
    std::cout << name_of(convention) << ' ' << result << '\n';
  }
  return kDone;
}

}  // namespace sleeve::apps
