#include "tests/kernels/cases/draw_case.h"

#include "tests/kernels/cases/schedule_inputs.h"

namespace sleeve::kernels::cases {
namespace {

constexpr double kNormalRoundings = 16;  // of square root, logarithm, cosine, angle and product

}  // namespace

const StepState* DrawPlace::state(Workbench& bench) const {
  return bench.input("state", std::vector{state_at(step, seed)});
}

void DrawCase::launch(Workbench& bench) const {
  const bool normal = distribution == Distribution::kNormal;
  float* out = bench.strided_output("out", rows, columns, stride,
                                    normal ? rounded(kNormalRoundings) : exact());
  const StepState* state = place.state(bench);
  bench.launch([=, *this](Backend& backend) {
    backend.draw(state, place.stream, distribution, rows, columns, out, stride);
  });
}

void OneHotCase::launch(Workbench& bench) const {
  float* out = bench.output("out", std::size_t(rows) * std::size_t(classes), exact());
  const StepState* state = place.state(bench);
  bench.launch([=, *this](Backend& backend) {
    backend.draw_one_hot(state, place.stream, rows, classes, out);
  });
}

void KeepMaskCase::launch(Workbench& bench) const {
  auto* keep = bench.output<std::uint8_t>("keep", n, exact());
  const StepState* state = place.state(bench);
  bench.launch(
      [=, *this](Backend& backend) { backend.draw_keep_mask(state, place.stream, rate, n, keep); });
}

void NoiseCase::launch(Workbench& bench) const {
  float* noise = bench.output("noise", n, rounded(kNormalRoundings + 1));
  const StepState* state = place.state(bench);
  bench.launch(
      [=, *this](Backend& backend) { backend.draw_instance_noise(state, place.stream, n, noise); });
}

}  // namespace sleeve::kernels::cases
