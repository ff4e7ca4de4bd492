// How the operands of tensor cores are rounded, which maps and weights of representable values
// cannot show.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/kernels/cases/shapes.h"
#include "tests/kernels/cases/workbench.h"

namespace sleeve::kernels {
namespace {

using cases::conv_shape;
using cases::exact;
using cases::Workbench;

/// One of them is `value` everywhere, the others are 1.
struct Operands {
  float big = 1, small = 1, weight = 1;
};

/// The results of the three convolutions, one behind the other.
std::vector<double> convolutions(Backend& backend, const ConvShape& shape,
                                 const Operands& operands) {
  Workbench bench(backend);
  const auto filled = [&](const std::string& name, std::size_t size, float value) {
    return bench.input(name, std::vector<float>(size, value));
  };
  const PendingMap big{.data = filled("big", shape.big_size(), operands.big)};
  const PendingMap small{.data = filled("small", shape.small_size(), operands.small)};
  const ConvWeight weight = filled("weight", shape.weight_size(), operands.weight);
  backend.conv_down(shape, big, weight, bench.output("down", shape.small_size(), exact()), {});
  backend.conv_up(shape, small, weight, bench.output("up", shape.big_size(), exact()), {});
  backend.conv_weights(shape, big, small, bench.output("weights", shape.weight_size(), exact()),
                       false);
  std::vector<double> all;
  for (const cases::Output& output : bench.finish().arrays) {
    all.insert(all.end(), output.values.begin(), output.values.end());
  }
  return all;
}

TEST_CASE("operands in tf32 are rounded to the nearest, not cut") {
  // Three quarters of the way from 1 to the next tf32.
  constexpr float kBetween = 1 + 0.75F * 0x1p-10F;
  constexpr double kNearest = 1 + 0x1p-10;
  const auto backend = make_backend("simt", 2, Precision::kTf32);
  // Channels that fill 16 bytes and channels that do not; small tiles and large ones; whole maps.
  for (const ConvShape& shape :
       {conv_shape(2, 4, 2, 1, 6, 6, 8, 8), conv_shape(2, 4, 2, 1, 6, 6, 7, 5),
        conv_shape(2, 3, 1, 1, 4, 4, 132, 132), conv_shape(3, 4, 1, 0, 4, 4, 8, 12)}) {
    CAPTURE(shape.big_channels);
    const std::vector<double> ones = convolutions(*backend, shape, {});
    for (const Operands& operands :
         {Operands{.big = kBetween}, Operands{.small = kBetween}, Operands{.weight = kBetween}}) {
      CAPTURE(operands.big);
      CAPTURE(operands.small);
      const std::vector<double> found = convolutions(*backend, shape, operands);
      // [down, up, weights]: those that read the operand have it as a factor.
      const std::array<bool, 3> reads = {operands.small == 1, operands.big == 1,
                                         operands.weight == 1};
      const std::array<std::size_t, 3> sizes = {shape.small_size(), shape.big_size(),
                                                shape.weight_size()};
      std::size_t at = 0;
      for (std::size_t operation = 0; operation < 3; ++operation) {
        CAPTURE(operation);
        bool right = true;
        for (std::size_t i = 0; i < sizes[operation]; ++i, ++at) {
          right = right && found[at] == ones[at] * (reads[operation] ? kNearest : 1);
        }
        CHECK(right);
      }
    }
  }
}

}  // namespace
}  // namespace sleeve::kernels
