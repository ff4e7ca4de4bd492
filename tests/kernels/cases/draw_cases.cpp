#include <array>

#include "tests/kernels/cases/case.h"
#include "tests/kernels/cases/draw_case.h"

namespace sleeve::kernels::cases {
namespace {

constexpr DrawPlace kPlaces[] = {
    {}, {.step = (std::uint64_t{1} << 40) + 9, .stream = 0xFFFF, .seed = 0x0123456789ABCDEF}};

template <typename C>
void add(const std::string& name, const C& one, std::vector<Case>& cases) {
  cases.push_back({name + "/stream" + std::to_string(one.place.stream),
                   [one](Workbench& bench) { one.launch(bench); }});
}

}  // namespace

void add_draw_cases(std::vector<Case>& cases) {
  for (const DrawPlace& place : kPlaces) {
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
