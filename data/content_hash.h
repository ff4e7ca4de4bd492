// What a file is, whatever it is called.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>

namespace sleeve::data {

/// XXH3, 128 bits: files with the same hash are the same file (two among a million differ and agree
/// with a probability of 1e-27). `xxhsum -H2` prints the same digits.
struct ContentHash {
  std::uint64_t high = 0, low = 0;
  friend auto operator<=>(const ContentHash&, const ContentHash&) = default;
};

ContentHash content_hash(std::span<const std::uint8_t> bytes);
/// 32 hexadecimal digits.
std::string to_string(const ContentHash& hash);

/// Whether a cover is held out from training: hash / 2^128 < share. It depends on the cover alone,
/// so it does not move as others come and go, and a larger share keeps what a smaller one held out.
bool is_held_out(const ContentHash& hash, double share);

}  // namespace sleeve::data
