// In which numbers a backend stores feature maps and multiplies. Weights, statistics, losses and
// the optimiser are f32 in every precision.
#pragma once

#include <cstdint>
#include <string>

namespace sleeve::kernels {

enum class Precision : std::uint8_t {
  kF32,   // maps and products in f32
  kTf32,  // maps in f32, operands of products rounded to tf32 (10 bits of mantissa)
  kBf16,  // maps in bf16 (7 bits), operands of products rounded to bf16
};

std::string name_of(Precision precision);  // "f32", "tf32", "bf16"
/// Throws std::invalid_argument, naming the known ones.
Precision precision_of(const std::string& name);

}  // namespace sleeve::kernels
