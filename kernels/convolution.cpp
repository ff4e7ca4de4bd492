#include "kernels/convolution.h"

#include <initializer_list>
#include <stdexcept>
#include <string>

namespace sleeve::kernels {
namespace {

/// Pairs of a small position and a tap whose big position lies inside the map.
double real_taps(int big, int small, const ConvShape& shape) {
  double taps = 0;
  for (int y = 0; y < small; ++y) {
    for (int i = 0; i < shape.kernel; ++i) {
      const int position = y * shape.stride - shape.padding + i;
      if (position >= 0 && position < big) ++taps;
    }
  }
  return taps;
}

struct NamedNumber {
  const char* name;
  int value;
};

void check_at_least(int minimum, std::initializer_list<NamedNumber> numbers) {
  for (const NamedNumber& number : numbers) {
    if (number.value < minimum) {
      throw std::invalid_argument(std::string("convolution: ") + number.name + " is " +
                                  std::to_string(number.value) + ", but must be at least " +
                                  std::to_string(minimum));
    }
  }
}

void check_side(const char* name, int big, int small, const ConvShape& shape) {
  const int expected = small_side(big, shape.kernel, shape.stride, shape.padding);
  if (small != expected) {
    throw std::invalid_argument(std::string("convolution: ") + name + " " + std::to_string(big) +
                                " with kernel " + std::to_string(shape.kernel) + ", stride " +
                                std::to_string(shape.stride) + " and padding " +
                                std::to_string(shape.padding) + " becomes " +
                                std::to_string(expected) + ", not " + std::to_string(small));
  }
}

}  // namespace

double ConvShape::multiplications() const {
  return double(batch) * small_channels * big_channels *
         real_taps(big_height, small_height, *this) * real_taps(big_width, small_width, *this);
}

int small_side(int big, int kernel, int stride, int padding) {
  const int room = big + 2 * padding - kernel;
  return room < 0 ? 0 : room / stride + 1;
}

void check(const ConvShape& shape) {
  check_at_least(0, {{"batch", shape.batch}, {"padding", shape.padding}});
  check_at_least(1, {{"big height", shape.big_height},
                     {"big width", shape.big_width},
                     {"big channels", shape.big_channels},
                     {"small height", shape.small_height},
                     {"small width", shape.small_width},
                     {"small channels", shape.small_channels},
                     {"kernel", shape.kernel},
                     {"stride", shape.stride}});
  check_side("height", shape.big_height, shape.small_height, shape);
  check_side("width", shape.big_width, shape.small_width, shape);
}

}  // namespace sleeve::kernels
