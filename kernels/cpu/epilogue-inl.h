// What happens to a tile of results: bias, slopes of the way back, channel sums, storing.
// Included once per instruction set.
#if defined(SLEEVE_KERNELS_CPU_EPILOGUE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SLEEVE_KERNELS_CPU_EPILOGUE_INL_H_
#undef SLEEVE_KERNELS_CPU_EPILOGUE_INL_H_
#else
#define SLEEVE_KERNELS_CPU_EPILOGUE_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>

#include "kernels/cpu/gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve::kernels::cpu::HWY_NAMESPACE {

using Floats = hn::Vec<Lanes>;

/// The first n lanes of memory, the rest 0.
HWY_INLINE Floats load_first(const float* from, std::size_t n) {
  if (n >= kLanes) return hn::LoadU(Lanes(), from);
  HWY_ALIGN float buffer[kLanes] = {};
  std::memcpy(buffer, from, n * sizeof(float));
  return hn::Load(Lanes(), buffer);
}

HWY_INLINE void store_first(Floats value, std::size_t n, float* to) {
  if (n >= kLanes) {
    hn::StoreU(value, Lanes(), to);
    return;
  }
  HWY_ALIGN float buffer[kLanes];
  hn::Store(value, Lanes(), buffer);
  std::memcpy(to, buffer, n * sizeof(float));
}

/// Results of one task: pixel i lies at tile + tile_at[i] and belongs at out + out_at[i].
struct TileOfPixels {
  const float* tile;
  std::size_t pixels, channels;
  const std::size_t* tile_at;
  const std::size_t* out_at;
};

/// Derivative of an activation at z.
HWY_INLINE Floats slope_at(Activation activation, Floats slope, Floats z) {
  const Floats one = hn::Set(Lanes(), 1.0F);
  if (activation == Activation::kNone) return one;
  if (activation == Activation::kTanh) {
    const Floats t = hn::Tanh(Lanes(), z);
    return hn::NegMulAdd(t, t, one);
  }
  return hn::IfThenElse(hn::Gt(z, hn::Zero(Lanes())), one, slope);
}

inline void store_results(const TileOfPixels& tile, const float* bias, float* out) {
  for (std::size_t i = 0; i < tile.pixels; ++i) {
    const float* const from = tile.tile + tile.tile_at[i];
    float* const to = out + tile.out_at[i];
    if (bias == nullptr) {
      std::memcpy(to, from, tile.channels * sizeof(float));
      continue;
    }
    for (std::size_t c = 0; c < tile.channels; ++c) to[c] = from[c] + bias[c];
  }
}

/// Mean and M2 of what store_results stored, over the tile's pixels; two passes, so that nothing
/// cancels. Results are padded to whole vectors.
inline void tile_statistics(const TileOfPixels& tile, const float* out, float* mean, float* m2) {
  const Floats share = hn::Set(Lanes(), 1.0F / static_cast<float>(tile.pixels));
  for (std::size_t c = 0; c < tile.channels; c += kLanes) {
    const std::size_t n = tile.channels - c;
    Floats sum = hn::Zero(Lanes());
    for (std::size_t i = 0; i < tile.pixels; ++i) {
      sum = hn::Add(sum, load_first(out + tile.out_at[i] + c, n));
    }
    const Floats average = hn::Mul(sum, share);
    Floats squares = hn::Zero(Lanes());
    for (std::size_t i = 0; i < tile.pixels; ++i) {
      const Floats distance = hn::Sub(load_first(out + tile.out_at[i] + c, n), average);
      squares = hn::MulAdd(distance, distance, squares);
    }
    hn::StoreU(average, Lanes(), mean + c);
    hn::StoreU(squares, Lanes(), m2 + c);
  }
}

/// out = dz of PendingGradient (scale and shift in place), and the two sums over the tile's pixels,
/// padded to whole vectors. gradient.mean null: no sums.
inline void store_gradient(const TileOfPixels& tile, const PendingGradient& gradient, float* out,
                           float* sum_dz, float* sum_dz_normalized) {
  const PendingMap& of = gradient.of;
  const Floats slope = hn::Set(Lanes(), of.activation == Activation::kRelu ? 0.0F : of.slope);
  const Floats keep_scale = hn::Set(Lanes(), of.keep_scale);
  for (std::size_t c = 0; c < tile.channels; c += kLanes) {
    const std::size_t n = tile.channels - c;
    const Floats scale = load_first(of.scale + c, n);
    const Floats shift = load_first(of.shift + c, n);
    const Floats mean =
        gradient.mean != nullptr ? load_first(gradient.mean + c, n) : hn::Zero(Lanes());
    const Floats inverse_deviation = gradient.mean != nullptr
                                         ? load_first(gradient.inverse_deviation + c, n)
                                         : hn::Zero(Lanes());
    Floats sum = hn::Zero(Lanes());
    Floats sum_normalized = hn::Zero(Lanes());
    for (std::size_t i = 0; i < tile.pixels; ++i) {
      const std::size_t at = tile.out_at[i] + c;
      const Floats y = load_first(of.data.full() + at, n);
      Floats dz = hn::Mul(hn::LoadU(Lanes(), tile.tile + tile.tile_at[i] + c),
                          slope_at(of.activation, slope, hn::MulAdd(scale, y, shift)));
      if (of.keep != nullptr) {
        std::uint8_t keep[kLanes] = {};
        std::memcpy(keep, of.keep + at, HWY_MIN(n, kLanes));
        dz = hn::Mul(dz, load_keep(keep, keep_scale));
      }
      sum = hn::Add(sum, dz);
      sum_normalized = hn::MulAdd(dz, hn::Mul(hn::Sub(y, mean), inverse_deviation), sum_normalized);
      store_first(dz, n, out + at);
    }
    if (gradient.mean == nullptr) continue;
    hn::StoreU(sum, Lanes(), sum_dz + c);
    hn::StoreU(sum_normalized, Lanes(), sum_dz_normalized + c);
  }
}

}  // namespace sleeve::kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
