// The pending form by hand: what a reader sees, and the slope on the way back, at 0 too.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/kernels/backends.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels {
namespace {

using cases::Workbench;

constexpr double kTolerance = 8 * cases::kUnitRoundoff;  // values are below 1, or exact

struct Form {
  Activation activation;
  float slope;
  std::vector<double> values;  // of kData
  std::vector<double> slopes;
};

// Elements 0, 1, 2, 3 with scale 0.5 and shift -1 are -1, -0.5, 0, 0.5; the second is dropped and
// the others count twice.
const std::vector<float> kData = {0, 1, 2, 3};
const std::vector<std::uint8_t> kKeep = {1, 0, 1, 1};
const double kTanh1 = std::tanh(1.0), kTanhHalf = std::tanh(0.5);
const Form kForms[] = {
    {Activation::kNone, 0, {-2, 0, 0, 1}, {2, 0, 2, 2}},
    {Activation::kRelu, 0, {0, 0, 0, 1}, {0, 0, 0, 2}},
    {Activation::kLeakyRelu, 0.25F, {-0.5, 0, 0, 1}, {0.5, 0, 0.5, 2}},
    {Activation::kTanh,
     0,
     {-2 * kTanh1, 0, 0, 2 * kTanhHalf},
     {2 - 2 * kTanh1 * kTanh1, 0, 2, 2 - 2 * kTanhHalf* kTanhHalf}},
};

PendingMap pending(Workbench& bench, const Form& form) {
  return {.data = bench.input("data", kData),
          .scale = bench.input("scale", std::vector{0.5F}),
          .shift = bench.input("shift", std::vector{-1.0F}),
          .activation = form.activation,
          .slope = form.slope,
          .keep = bench.input("keep", kKeep),
          .keep_scale = 2};
}

void check_close(const std::vector<double>& values, const std::vector<double>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(values[i] - expected[i]) <= kTolerance);
  }
}

template <typename Check>
void for_each_backend_and_form(Check check) {
  for (const std::string& name : all_backends()) {
    const auto backend = make_backend(name, 2);
    for (const Form& form : kForms) {
      CAPTURE(name);
      CAPTURE(int(form.activation));
      check(*backend, form);
    }
  }
}

TEST_CASE("a reader sees scale, shift, activation and dropout") {
  for_each_backend_and_form([](Backend& backend, const Form& form) {
    Workbench bench(backend);
    float* out = bench.output("out", kData.size(), cases::exact());
    backend.materialize(pending(bench, form), kData.size(), 1, out);
    check_close(bench.finish().find("out").values, form.values);
  });
}

TEST_CASE("the way back takes the slope, at 0 that of the negative side") {
  // A kernel of one 1 at the middle of 3 x 3 hands the gradient through.
  const ConvShape shape = {.batch = 1,
                           .big_height = 2,
                           .big_width = 2,
                           .big_channels = 1,
                           .small_height = 2,
                           .small_width = 2,
                           .small_channels = 1,
                           .kernel = 3,
                           .stride = 1,
                           .padding = 1};
  const std::vector<float> weight = {0, 0, 0, 0, 1, 0, 0, 0, 0};
  for_each_backend_and_form([&](Backend& backend, const Form& form) {
    Workbench bench(backend);
    ConvEpilogue epilogue;
    epilogue.gradient.of = pending(bench, form);
    backend.conv_up(shape, {.data = bench.input("gradient", std::vector<float>(4, 1))},
                    bench.input("weight", weight), bench.output("dz", 4, cases::exact()), epilogue);
    check_close(bench.finish().find("dz").values, form.slopes);
  });
}

}  // namespace
}  // namespace sleeve::kernels
