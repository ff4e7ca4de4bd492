#include <array>

#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/schedule_inputs.h"

namespace sleeve::kernels::cases {
namespace {

/// A step, stream and seed whose high halves matter.
struct Place {
  std::uint64_t step = 3;
  std::uint32_t stream = 5;
  std::uint64_t seed = 7;
  const StepState* state(Workbench& bench) const {
    return bench.input("state", std::vector{state_at(step, seed)});
  }
};
constexpr Place kPlaces[] = {
    {}, {.step = (std::uint64_t{1} << 40) + 9, .stream = 0xFFFF, .seed = 0x0123456789ABCDEF}};

constexpr double kNormalRoundings = 16;  // of square root, logarithm, cosine, angle and product

struct DrawCase {
  Place place;
  Distribution distribution;
  int rows, columns, stride;

  void launch(Workbench& bench) const {
    const bool normal = distribution == Distribution::kNormal;
    float* out = bench.strided_output("out", rows, columns, stride,
                                      normal ? rounded(kNormalRoundings) : exact());
    bench.backend().draw(place.state(bench), place.stream, distribution, rows, columns, out,
                         stride);
  }
};

struct OneHotCase {
  Place place;
  int rows, classes;

  void launch(Workbench& bench) const {
    float* out = bench.output("out", std::size_t(rows) * std::size_t(classes), exact());
    bench.backend().draw_one_hot(place.state(bench), place.stream, rows, classes, out);
  }
};

struct KeepMaskCase {
  Place place;
  float rate;
  std::size_t n;

  void launch(Workbench& bench) const {
    auto* keep = bench.output<std::uint8_t>("keep", n, exact());
    bench.backend().draw_keep_mask(place.state(bench), place.stream, rate, n, keep);
  }
};

struct NoiseCase {
  Place place;
  std::size_t n;

  void launch(Workbench& bench) const {
    float* noise = bench.output("noise", n, rounded(kNormalRoundings + 1));
    bench.backend().draw_instance_noise(place.state(bench), place.stream, n, noise);
  }
};

template <typename C>
void add(const std::string& name, const C& one, std::vector<Case>& cases) {
  cases.push_back({name + "/stream" + std::to_string(one.place.stream),
                   [one](Workbench& bench) { one.launch(bench); }});
}

}  // namespace

void add_draw_cases(std::vector<Case>& cases) {
  for (const Place& place : kPlaces) {
    for (const auto& [rows, columns, stride] :
         {std::array{1, 1, 1}, std::array{3, 5, 5}, std::array{3, 17, 40}, std::array{64, 100, 113},
          std::array{1, 70001, 70001}}) {
      const std::string shape =
          std::to_string(rows) + "x" + std::to_string(columns) + "_stride" + std::to_string(stride);
      add("draw_normal/" + shape, DrawCase{place, Distribution::kNormal, rows, columns, stride},
          cases);
      add("draw_uniform/" + shape, DrawCase{place, Distribution::kUniform, rows, columns, stride},
          cases);
    }
    for (const int rows : {1, 3, 64}) {
      for (const int classes : {1, 5, 17}) {
        add("draw_one_hot/" + std::to_string(rows) + "x" + std::to_string(classes),
            OneHotCase{place, rows, classes}, cases);
      }
    }
    for (const std::size_t n :
         {std::size_t(1), std::size_t(3), std::size_t(17), std::size_t(70001)}) {
      for (const float rate : {0.0F, 0.5F, 0.3F}) {
        add("draw_keep_mask/" + std::to_string(n) + "_rate" + std::to_string(int(100 * rate)),
            KeepMaskCase{place, rate, n}, cases);
      }
      add("draw_instance_noise/" + std::to_string(n), NoiseCase{place, n}, cases);
    }
  }
}

}  // namespace sleeve::kernels::cases
