#include "kernels/precision.h"

#include <array>
#include <stdexcept>

namespace sleeve::kernels {
namespace {

constexpr std::array<const char*, 3> kNames{"f32", "tf32", "bf16"};

}  // namespace

std::string name_of(Precision precision) { return kNames[static_cast<std::size_t>(precision)]; }

Precision precision_of(const std::string& name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return static_cast<Precision>(i);
  }
  throw std::invalid_argument("unknown precision '" + name + "': known are f32, tf32 and bf16");
}

}  // namespace sleeve::kernels
