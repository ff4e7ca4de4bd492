#include "engine/safetensors.h"

#include <limits>
#include <stdexcept>

namespace sleeve::engine {

std::size_t bytes_of(DType dtype) {
  switch (dtype) {
    case DType::kU8:
      return 1;
    case DType::kI16:
      return 2;
    case DType::kI32:
    case DType::kF32:
      return 4;
    case DType::kI64:
    case DType::kF64:
      return 8;
  }
  throw std::logic_error("unknown dtype");
}

std::string name_of(DType dtype) {
  switch (dtype) {
    case DType::kU8:
      return "U8";
    case DType::kI16:
      return "I16";
    case DType::kI32:
      return "I32";
    case DType::kI64:
      return "I64";
    case DType::kF32:
      return "F32";
    case DType::kF64:
      return "F64";
  }
  throw std::logic_error("unknown dtype");
}

std::size_t TensorInfo::bytes() const {
  constexpr auto kMax = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  std::size_t product = bytes_of(dtype);
  for (const std::int64_t extent : shape) {
    if (extent < 0) throw std::length_error("its shape has a negative extent");
    const auto factor = static_cast<std::size_t>(extent);
    if (factor != 0 && product > kMax / factor) {
      throw std::length_error("its shape stands for more bytes than can be counted");
    }
    product *= factor;
  }
  return product;
}

}  // namespace sleeve::engine
