// The innermost loops of every convolution: a register tile of a matrix product, and reading a
// pending map into a packed panel. Included once per instruction set.
#if defined(SLEEVE_KERNELS_CPU_GEMM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SLEEVE_KERNELS_CPU_GEMM_INL_H_
#undef SLEEVE_KERNELS_CPU_GEMM_INL_H_
#else
#define SLEEVE_KERNELS_CPU_GEMM_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "kernels/convolution.h"
#include "kernels/cpu/workspace.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve::kernels::cpu::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::ScalableTag<float>;
constexpr std::size_t kLanes = hn::MaxLanes(Lanes());

// A tile of kTileRows x (2 or 1) vectors keeps its sums in registers: 14 x 2 of the 32 registers of
// AVX-512, 6 x 2 of the 16 of its predecessors; the rest holds operands.
constexpr std::size_t kTileRows = kLanes >= 16 ? 14 : 6;
constexpr std::size_t kTileColumns = 2 * kLanes;

// Depth of a packed block: a panel of 256 x kTileColumns fits the first-level cache.
constexpr std::size_t kDepth = 256;
// Rows of a packed block lie this far apart: not a power of two, or they would share cache sets.
constexpr std::size_t kDepthStride = kDepth + 16;

inline std::size_t round_up(std::size_t n, std::size_t unit) {
  return (n + unit - 1) / unit * unit;
}

/// c[kTileRows x vectors] (+)= a * b over `depth` terms. Element (r, k) of a is
/// a[r * kRowStride + k * kStepStride]; row k of b is b[k * kVectors * kLanes ...].
template <std::size_t kVectors, std::size_t kRowStride, std::size_t kStepStride>
HWY_NOINLINE void multiply_tile(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b,
                                std::size_t depth, float* HWY_RESTRICT c, std::size_t c_stride,
                                bool accumulate) {
  const Lanes lanes;
  hn::Vec<Lanes> sums[kTileRows][kVectors];
#pragma GCC unroll 16
  for (std::size_t r = 0; r < kTileRows; ++r) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) sums[r][v] = hn::Zero(lanes);
  }
  for (std::size_t k = 0; k < depth; ++k) {
    hn::Vec<Lanes> columns[kVectors];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) {
      columns[v] = hn::Load(lanes, b + (k * kVectors + v) * kLanes);
    }
#pragma GCC unroll 16
    for (std::size_t r = 0; r < kTileRows; ++r) {
      const auto row = hn::Set(lanes, a[r * kRowStride + k * kStepStride]);
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[r][v] = hn::MulAdd(row, columns[v], sums[r][v]);
      }
    }
  }
#pragma GCC unroll 16
  for (std::size_t r = 0; r < kTileRows; ++r) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) {
      float* const out = c + r * c_stride + v * kLanes;
      hn::Store(accumulate ? hn::Add(hn::Load(lanes, out), sums[r][v]) : sums[r][v], lanes, out);
    }
  }
}

/// How a pending map is read: as it is, through a leaky ReLU (of slope 1 for none, 0 for ReLU),
/// the same with a dropout mask, or through anything else.
enum class Reading { kCopy, kLeaky, kLeakyKeep, kGeneral };

/// A pending map with every array in place.
struct Reader {
  PendingMap map;
  std::size_t channels = 0;
  Reading reading = Reading::kCopy;
};

/// The map with a scale of 1 and a shift of 0 where it has none; `identity` holds them.
inline PendingMap with_scale_and_shift(PendingMap map, int channels, Scratch& identity) {
  const std::size_t count = std::size_t(channels);
  float* const ones = identity.at_least(2 * count);
  std::fill_n(ones, count, 1.0F);
  std::fill_n(ones + count, count, 0.0F);
  if (map.scale == nullptr) map.scale = ones;
  if (map.shift == nullptr) map.shift = ones + count;
  return map;
}

inline Reader make_reader(const PendingMap& map, int channels, Scratch& identity) {
  Reader reader{map, std::size_t(channels), Reading::kCopy};
  if (map.scale == nullptr && map.shift == nullptr && map.activation == Activation::kNone &&
      map.keep == nullptr) {
    return reader;
  }
  reader.map = with_scale_and_shift(map, channels, identity);
  if (map.activation == Activation::kNone) reader.map.slope = 1;
  if (map.activation == Activation::kRelu) reader.map.slope = 0;
  reader.reading = map.activation == Activation::kTanh ? Reading::kGeneral
                   : map.keep != nullptr               ? Reading::kLeakyKeep
                                                       : Reading::kLeaky;
  return reader;
}

inline hn::Vec<Lanes> leaky(hn::Vec<Lanes> z, hn::Vec<Lanes> slope) {
  return hn::IfThenElse(hn::Gt(z, hn::Zero(Lanes())), z, hn::Mul(z, slope));
}

inline hn::Vec<Lanes> load_keep(const std::uint8_t* keep, hn::Vec<Lanes> keep_scale) {
  const hn::Rebind<std::int32_t, Lanes> integers;
  const hn::Rebind<std::uint8_t, Lanes> bytes;
  return hn::Mul(hn::ConvertTo(Lanes(), hn::PromoteTo(integers, hn::LoadU(bytes, keep))),
                 keep_scale);
}

/// out[0..count) = the pending values from element `source` on; all of one pixel, from `channel`.
template <Reading kReading>
HWY_INLINE void read_channels(const PendingMap& map, std::size_t source, std::size_t channel,
                              std::size_t count, float* HWY_RESTRICT out) {
  const float* HWY_RESTRICT data = map.data.full() + source;
  if constexpr (kReading == Reading::kCopy) {
    std::memcpy(out, data, count * sizeof(float));
    return;
  }
  const float* HWY_RESTRICT scale = map.scale + channel;
  const float* HWY_RESTRICT shift = map.shift + channel;
  const Lanes lanes;
  std::size_t i = 0;
  if constexpr (kReading != Reading::kGeneral) {
    const auto slope = hn::Set(lanes, map.slope);
    const auto keep_scale = hn::Set(lanes, map.keep_scale);
    for (; i + kLanes <= count; i += kLanes) {
      auto value = leaky(hn::MulAdd(hn::LoadU(lanes, scale + i), hn::LoadU(lanes, data + i),
                                    hn::LoadU(lanes, shift + i)),
                         slope);
      if constexpr (kReading == Reading::kLeakyKeep) {
        value = hn::Mul(value, load_keep(map.keep + source + i, keep_scale));
      }
      hn::StoreU(value, lanes, out + i);
    }
  }
  const hn::CappedTag<float, 1> one;
  for (; i < count; ++i) {
    const float z = hn::GetLane(
        hn::MulAdd(hn::Set(one, scale[i]), hn::Set(one, data[i]), hn::Set(one, shift[i])));
    float value = kReading == Reading::kGeneral ? std::tanh(z) : z > 0 ? z : z * map.slope;
    if (map.keep != nullptr) value *= static_cast<float>(map.keep[source + i]) * map.keep_scale;
    out[i] = value;
  }
}

/// The same over any run of elements: `element` counts channels from the start of a pixel that
/// begins at `source`, and goes on into the pixels behind it.
template <Reading kReading>
HWY_INLINE void read_run(const Reader& reader, std::ptrdiff_t source, std::size_t element,
                         std::size_t count, float* HWY_RESTRICT out) {
  if constexpr (kReading == Reading::kCopy) {
    read_channels<kReading>(reader.map, std::size_t(source + std::ptrdiff_t(element)), 0, count,
                            out);
    return;
  }
  std::size_t channel = element % reader.channels;
  while (count != 0) {
    const std::size_t piece = HWY_MIN(count, reader.channels - channel);
    read_channels<kReading>(reader.map, std::size_t(source + std::ptrdiff_t(element)), channel,
                            piece, out);
    element += piece;
    out += piece;
    count -= piece;
    channel = 0;
  }
}

}  // namespace sleeve::kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
