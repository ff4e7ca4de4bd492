// 4, 8 and 16 bytes that travel together, whatever they are the bytes of.
#pragma once

#include <cstdint>

namespace sleeve::kernels {

struct alignas(4) [[gnu::may_alias]] Words1 {
  std::uint32_t word[1];
};

struct alignas(8) [[gnu::may_alias]] Words2 {
  std::uint32_t word[2];
};

struct alignas(16) [[gnu::may_alias]] Words4 {
  std::uint32_t word[4];
};

}  // namespace sleeve::kernels
