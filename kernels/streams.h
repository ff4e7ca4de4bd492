// Which random stream each draw takes: its number is part of every draw (kernels/philox.h), so the
// values are fixed, and changing one changes every run made with the same seed.
#pragma once

#include <cstdint>

namespace sleeve::kernels {

enum class Stream : std::uint32_t {
  kEpochShuffle = 0,   // order of the covers in an epoch; the epoch takes the place of the step
  kBalancedDraws = 1,  // genre (element 2i) and row (2i + 1) of cover i
  kFlips = 2,
  kLatents = 3,
  kCodes = 4,
  kFakeGenres = 5,
  kFakeDecades = 6,
  kRealNoise = 7,      // instance noise on covers
  kFakeNoise = 8,      // and on fakes
  kSampleLatents = 9,  // of pictures drawn outside training steps
  kSampleCodes = 10,
  kFakeNoiseForGenerator = 11,  // instance noise on the fakes in the generator's half of the step
  kDemoCovers = 12,             // a cover drawn by code; its number takes the place of the step
  kRealSubsets = 13,            // of kernel distances; the subset takes the place of the step
  kOtherSubsets = 14,
  kComparedCovers = 15,      // the order in which covers are chosen to be compared
  kComparedPairs = 16,       // and pairs; the draw takes the place of the step
  kDropout = 0x100,          // 0x100 to 0x4FF, see dropout_stream
  kInitialization = 0x1000,  // 0x1000 to 0x1FFF, see initialization_stream
};

constexpr std::uint32_t stream_number(Stream stream) { return static_cast<std::uint32_t>(stream); }

/// The forward passes of a training step that draw masks of their own.
enum class DropoutPass : std::uint32_t {
  kGenerator = 0,
  kCovers = 1,             // discriminator on covers
  kFakes = 2,              // discriminator on fakes, its own half of the step
  kFakesForGenerator = 3,  // the same fakes in the generator's half
};

/// layer: 0 to 255, from the input of its network.
constexpr std::uint32_t dropout_stream(DropoutPass pass, std::uint32_t layer) {
  return stream_number(Stream::kDropout) + 256 * static_cast<std::uint32_t>(pass) + layer;
}

/// tensor: 0 to 4095, over both networks.
constexpr std::uint32_t initialization_stream(std::uint32_t tensor) {
  return stream_number(Stream::kInitialization) + tensor;
}

}  // namespace sleeve::kernels
