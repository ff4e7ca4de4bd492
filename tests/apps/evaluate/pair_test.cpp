// evaluate pair: what it prints, and its exit codes.
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <sstream>

#include "data/png.h"
#include "kernels/reference/reference_backend.h"
#include "tests/apps/training_fixture.h"

namespace sleeve::tests {
namespace {

/// Stripes of which `phase` moves some: alike in part.
data::Image stripes(int width, int height, int phase) {
  data::Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* pixel = image.at(x, y);
      pixel[0] = static_cast<std::uint8_t>(x * 7 + phase);
      pixel[1] = static_cast<std::uint8_t>((x + y) * 3);
      pixel[2] = static_cast<std::uint8_t>(y * 5 + phase * 2);
    }
  }
  return image;
}

class Images {
 public:
  std::string add(const std::string& name, const data::Image& image) const {
    const std::filesystem::path path = folder_.path() / name;
    data::write_png(path, image);
    return path;
  }
  std::string path(const std::string& name) const { return folder_.path() / name; }

 private:
  TemporaryFolder folder_;
};

ChildProcess::Outcome pair(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {SLEEVE_EVALUATE, "pair"});
  return run(arguments);
}

ChildProcess::Outcome score(const std::string& first, const std::string& second) {
  return pair({first, second, "--device", "cpu"});
}

/// A line for each convention: its name, a space, and the rest.
std::map<std::string, std::string> lines_of(const ChildProcess::Outcome& outcome) {
  CHECK(outcome.code == 0);
  CHECK(outcome.errors.empty());
  std::map<std::string, std::string> lines;
  std::istringstream text(outcome.out);
  for (std::string line; std::getline(text, line);) {
    const std::size_t space = line.find(' ');
    lines[line.substr(0, space)] = line.substr(space + 1);
  }
  CHECK(lines.size() == 3);
  return lines;
}

/// By the definition.
double expected_score(const data::Image& first, const data::Image& second,
                      kernels::SsimConvention convention) {
  const std::vector<float> a = data::floats_from_image(first), b = data::floats_from_image(second);
  const std::int32_t pair[] = {0, 0};
  float score = 0;
  kernels::ReferenceBackend().ms_ssim(
      {.scales = kernels::ssim_scales(first.height, first.width, convention),
       .first = a.data(),
       .second = b.data(),
       .first_count = 1,
       .second_count = 1,
       .pairs = pair,
       .pair_count = 1},
      &score, nullptr);
  return score;
}

TEST_CASE("two images have a score under every convention, the same both ways round") {
  const Images images;
  const data::Image first = stripes(177, 190, 0), second = stripes(177, 190, 40);
  const std::string a = images.add("a.png", first), b = images.add("b.png", second);
  const auto lines = lines_of(score(a, b));
  for (const kernels::SsimConvention convention : kernels::kSsimConventions) {
    CAPTURE(kernels::name_of(convention));
    const double printed = std::stod(lines.at(kernels::name_of(convention)));
    CHECK(printed > 0.05);
    CHECK(printed < 0.95);
    CHECK(std::abs(printed - expected_score(first, second, convention)) <= 1e-5);
  }
  CHECK(lines_of(score(b, a)) == lines);
}

TEST_CASE("an image scores 1 with itself") {
  const Images images;
  const std::string a = images.add("a.png", stripes(176, 176, 0));
  for (const auto& [convention, line] : lines_of(score(a, a))) CHECK(line == "1.0000000");
}

TEST_CASE("a convention that an image is too small for says so, and the others score it") {
  const Images images;
  const std::string a = images.add("a.png", stripes(64, 64, 0));
  const std::string b = images.add("b.png", stripes(64, 64, 40));
  const auto lines = lines_of(score(a, b));
  CHECK(std::stod(lines.at("clamp")) > 0);
  CHECK(std::stod(lines.at("fit")) > 0);
  CHECK_CONTAINS(lines.at("channel"), "176");

  const std::string tiny = images.add("tiny.png", stripes(31, 40, 0));
  for (const auto& [convention, line] : lines_of(score(tiny, tiny))) CHECK_CONTAINS(line, "32");
}

TEST_CASE("two images that cannot be compared are refused") {
  const Images images;
  const std::string a = images.add("a.png", stripes(64, 48, 0));
  const auto check_refused = [&](const std::vector<std::string>& arguments,
                                 const std::string& message) {
    const ChildProcess::Outcome outcome = pair(arguments);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.errors.starts_with("evaluate: error: "));
    CHECK_CONTAINS(outcome.errors, message);
  };
  const std::string turned = images.add("turned.png", stripes(48, 64, 0));
  check_refused({a, turned},
                a + " has 64x48 pixels, " + turned + " 48x64 pixels; only images of one size");
  check_refused({a, images.add("wider.png", stripes(65, 48, 0))}, "65x48 pixels");
  check_refused({a, images.add("higher.png", stripes(64, 49, 0))}, "64x49 pixels");
  check_refused({a, images.path("none.png")}, images.path("none.png") + ": ");
  write_file(images.path("text.png"), "not a picture, whatever its name says");
  check_refused({images.path("text.png"), a}, images.path("text.png") + ": ");
  check_refused({a}, "second is required");
  check_refused({a, a, "--device", "abacus"}, "--device abacus");
}

}  // namespace
}  // namespace sleeve::tests
