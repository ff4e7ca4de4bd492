// 8 and 16 bytes that travel together.
#pragma once

#include <cstdint>

namespace sleeve::kernels {

struct alignas(8) Words2 {
  std::uint32_t word[2];
};

struct alignas(16) Words4 {
  std::uint32_t word[4];
};

}  // namespace sleeve::kernels
