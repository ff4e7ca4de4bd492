#include "engine/parameter_layout.h"

#include <doctest/doctest.h>

#include <numeric>
#include <stdexcept>

namespace sleeve::engine {
namespace {

using Shape = std::vector<std::int64_t>;

TEST_CASE("tensors follow one another, each on a multiple of 16 elements") {
  ParameterLayout layout;
  CHECK(layout.size() == 0);
  CHECK(layout.add("a", {5}) == 0);
  CHECK(layout.add("scalar", {}) == 16);
  CHECK(layout.add("matrix", {4, 8}) == 32);
  CHECK(layout.add_convolution("convolution", 3, 2, 4) == 64);
  CHECK(layout.size() == 160);
  CHECK(layout.parameter_count() == 5 + 1 + 32 + 96);

  const ParameterInfo& info = layout.find("convolution");
  CHECK(info.shape == Shape{3, 2, 4, 4});
  CHECK(info.convolution);
  CHECK(info.offset == 64);
  CHECK(info.size == 96);
  CHECK_FALSE(layout.find("matrix").convolution);
  CHECK(layout.find("scalar").size == 1);
  CHECK(layout.tensors().size() == 4);
  CHECK(layout.tensors()[2].name == "matrix");
  CHECK_THROWS_AS(layout.find("nothing"), std::out_of_range);
}

TEST_CASE("stacked parts lie one behind the other without padding") {
  ParameterLayout layout;
  layout.add("before", {1});
  CHECK(layout.add_stacked({{"source", 1}, {"genre", 3}, {"decade", 2}}, {5, 3, 3}, true) == 16);
  CHECK(layout.find("source").offset == 16);
  CHECK(layout.find("genre").offset == 16 + 45);
  CHECK(layout.find("decade").offset == 16 + 45 + 135);
  CHECK(layout.find("genre").shape == Shape{3, 5, 3, 3});
  CHECK(layout.find("genre").convolution);
  CHECK(layout.add("after", {1}) == 288);  // 16 + 270, rounded up
  CHECK(layout.add_stacked({{"x", 1}, {"y", 3}}, {}, false) == 304);
  CHECK(layout.find("y").offset == 305);
  CHECK(layout.find("y").shape == Shape{3});
  CHECK(layout.parameter_count() == 1 + 270 + 1 + 4);
}

TEST_CASE("a layout refuses names twice and extents that are not positive") {
  ParameterLayout layout;
  layout.add("weight", {2, 3});
  CHECK_THROWS_AS(layout.add("weight", {2, 3}), std::invalid_argument);
  CHECK_THROWS_AS(layout.add("empty", {2, 0}), std::invalid_argument);
  CHECK_THROWS_AS(layout.add_convolution("negative", 1, -1, 4), std::invalid_argument);
  CHECK_THROWS_AS(layout.add_stacked({{"flat", 1}}, {4}, true), std::invalid_argument);
  CHECK(layout.tensors().size() == 1);
  CHECK(layout.size() == 16);
}

TEST_CASE("file order is PyTorch's, memory order has the big channels innermost") {
  constexpr std::size_t kSmall = 3, kBig = 5, kKernel = 4;
  ParameterLayout layout;
  layout.add("bias", {7});
  layout.add_convolution("weight", kSmall, kBig, kKernel);
  std::vector<float> flat(layout.size());
  std::iota(flat.begin(), flat.end(), 0.0F);
  const ParameterInfo& info = layout.find("weight");

  std::vector<float> file(info.size);
  to_file_order(info, flat.data(), file.data());
  for (std::size_t s = 0; s < kSmall; ++s) {
    for (std::size_t b = 0; b < kBig; ++b) {
      for (std::size_t i = 0; i < kKernel; ++i) {
        for (std::size_t j = 0; j < kKernel; ++j) {
          INFO("element ", s, " ", b, " ", i, " ", j);
          const std::size_t in_file = ((s * kBig + b) * kKernel + i) * kKernel + j;
          const std::size_t in_memory = 16 + ((s * kKernel + i) * kKernel + j) * kBig + b;
          CHECK(file[in_file] == float(in_memory));
        }
      }
    }
  }

  std::vector<float> back(flat.size(), -1.0F);
  from_file_order(info, file.data(), back.data());
  for (std::size_t i = 0; i < flat.size(); ++i) {
    const bool inside = i >= info.offset && i < info.offset + info.size;
    CHECK(back[i] == (inside ? flat[i] : -1.0F));
  }
}

TEST_CASE("other tensors are in the same order in files and in memory") {
  ParameterLayout layout;
  layout.add("first", {3});
  layout.add("table", {2, 3});
  std::vector<float> flat(layout.size());
  std::iota(flat.begin(), flat.end(), 0.0F);
  std::vector<float> file(6);
  to_file_order(layout.find("table"), flat.data(), file.data());
  CHECK(file == std::vector<float>{16, 17, 18, 19, 20, 21});
  std::vector<float> back(flat.size(), -1.0F);
  from_file_order(layout.find("table"), file.data(), back.data());
  CHECK(back[15] == -1.0F);
  CHECK(std::vector<float>(back.begin() + 16, back.begin() + 22) == file);
  CHECK(back[22] == -1.0F);
}

}  // namespace
}  // namespace sleeve::engine
