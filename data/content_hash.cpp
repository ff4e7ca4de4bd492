#include "data/content_hash.h"

#define XXH_INLINE_ALL  // the header alone
#include <xxhash.h>

#include <array>
#include <cmath>
#include <cstdio>

namespace sleeve::data {

ContentHash content_hash(std::span<const std::uint8_t> bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

std::string to_string(const ContentHash& hash) {
  std::array<char, 33> digits{};
  std::snprintf(digits.data(), digits.size(), "%016llx%016llx",
                static_cast<unsigned long long>(hash.high),
                static_cast<unsigned long long>(hash.low));
  return digits.data();
}

bool is_held_out(const ContentHash& hash, double share) {
  return static_cast<double>(hash.high) < std::ldexp(share, 64);
}

}  // namespace sleeve::data
