// Tensor cores against plain products, by the fragment layouts of the PTX manual.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/bfloat16.h"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/target.cuh"
#include "tests/simt/array.h"
#include "tests/simt/schedules.h"

namespace sleeve::kernels::cuda {
inline namespace SLEEVE_TARGET {
namespace {

constexpr unsigned kRows = 16, kColumns = 8;

/// d [16, 8] += a [16, 16] b [16, 8], each of two warps its own; a and b of bf16.
__global__ void multiply_bf16(const Bfloat16* a, const Bfloat16* b, float* d) {
  const unsigned warp = threadIdx.x / 32, group = threadIdx.x % 32 / 4, turn = threadIdx.x % 4;
  a += warp * kRows * 16;
  b += warp * 16 * kColumns;
  d += warp * kRows * kColumns;
  const auto pair = [](Bfloat16 low, Bfloat16 high) {
    return low.bits | static_cast<std::uint32_t>(high.bits) << 16U;
  };
  std::uint32_t a_pairs[4], b_pairs[2];
  for (unsigned i = 0; i != 4; ++i) {
    const Bfloat16* at = a + (group + i % 2 * 8) * 16 + 2 * turn + i / 2 * 8;
    a_pairs[i] = pair(at[0], at[1]);
  }
  for (unsigned i = 0; i != 2; ++i) {
    const Bfloat16* at = b + (2 * turn + i * 8) * kColumns + group;
    b_pairs[i] = pair(at[0], at[kColumns]);
  }
  float sums[4];
  for (unsigned i = 0; i != 4; ++i) sums[i] = d[(group + i / 2 * 8) * kColumns + 2 * turn + i % 2];
  mma_m16n8k16(sums, a_pairs, b_pairs);
  for (unsigned i = 0; i != 4; ++i) d[(group + i / 2 * 8) * kColumns + 2 * turn + i % 2] = sums[i];
}

/// The same of f32, k = 8.
__global__ void multiply_f32(const float* a, const float* b, float* d) {
  const unsigned warp = threadIdx.x / 32, group = threadIdx.x % 32 / 4, turn = threadIdx.x % 4;
  a += warp * kRows * 8;
  b += warp * 8 * kColumns;
  d += warp * kRows * kColumns;
  std::uint32_t a_bits[4], b_bits[2];
  for (unsigned i = 0; i != 4; ++i) {
    a_bits[i] = std::bit_cast<std::uint32_t>(a[(group + i % 2 * 8) * 8 + turn + i / 2 * 4]);
  }
  for (unsigned i = 0; i != 2; ++i) {
    b_bits[i] = std::bit_cast<std::uint32_t>(b[(turn + i * 4) * kColumns + group]);
  }
  float sums[4];
  for (unsigned i = 0; i != 4; ++i) sums[i] = d[(group + i / 2 * 8) * kColumns + 2 * turn + i % 2];
  mma_m16n8k8(sums, a_bits, b_bits);
  for (unsigned i = 0; i != 4; ++i) d[(group + i / 2 * 8) * kColumns + 2 * turn + i % 2] = sums[i];
}

template <int kMatrices, bool kTransposed>
__global__ void load_matrices(std::uint32_t* out) {
  SLEEVE_SHARED(std::uint16_t, elements, kMatrices * 64);
  for (unsigned i = threadIdx.x; i < kMatrices * 64; i += blockDim.x) {
    elements[i] = static_cast<std::uint16_t>(i);
  }
  __syncthreads();
  const std::uint16_t* row = elements + threadIdx.x % (8 * kMatrices) * 8;
  std::uint32_t loaded[kMatrices];
  if constexpr (kMatrices == 4) {
    if constexpr (kTransposed) {
      load_matrix_x4_transposed(loaded, row);
    } else {
      load_matrix_x4(loaded, row);
    }
  } else {
    if constexpr (kTransposed) {
      load_matrix_x2_transposed(loaded, row);
    } else {
      load_matrix_x2(loaded, row);
    }
  }
  for (unsigned i = 0; i != kMatrices; ++i) out[threadIdx.x * kMatrices + i] = loaded[i];
}

__global__ void round(const float* in, std::uint32_t* tf32, std::uint32_t* pairs) {
  const unsigned i = threadIdx.x;
  tf32[i] = to_tf32(in[i]);
  pairs[i] = pack_bfloat16(in[i], 1.F);
}

/// Numbers of all sizes and both signs, reproducible.
Array<float> numbers(std::size_t n, unsigned seed) {
  Array<float> values(n);
  for (float& value : values) {
    seed = seed * 1664525U + 1013904223U;
    value = (static_cast<float>(seed >> 8U) / 8388608.F - 1.F) * std::exp2(seed >> 5U & 7U);
  }
  return values;
}

/// What one result of a product may differ by: every f32 addition rounds once.
void check_product(const Array<float>& a, const Array<float>& b, const Array<float>& before,
                   const Array<float>& after, unsigned depth) {
  for (std::size_t i = 0; i != after.size(); ++i) {
    const std::size_t warp = i / (kRows * kColumns), row = i / kColumns % kRows,
                      column = i % kColumns;
    double sum = before[i], magnitude = std::abs(sum);
    for (std::size_t k = 0; k != depth; ++k) {
      const double product =
          double{a[(warp * kRows + row) * depth + k]} * b[(warp * depth + k) * kColumns + column];
      sum += product;
      magnitude += std::abs(product);
    }
    const double tolerance = magnitude * (depth + 1) * std::numeric_limits<float>::epsilon();
    const double error = std::abs(after[i] - sum);
    const bool wrong = !(error <= tolerance);
    CHECK_FALSE(wrong);
  }
}

TEST_CASE("products of bf16 matrices") {
  in_every_schedule([] {
    Array<Bfloat16> a, b;
    Array<float> exact_a, exact_b;
    for (const float value : numbers(2 * kRows * 16, 1)) {
      a.push_back(to_bfloat16(value));
      exact_a.push_back(to_float(a.back()));
    }
    for (const float value : numbers(2 * 16 * kColumns, 2)) {
      b.push_back(to_bfloat16(value));
      exact_b.push_back(to_float(b.back()));
    }
    const Array<float> before = numbers(2 * kRows * kColumns, 3);
    Array<float> after = before;
    Stream stream;
    launch(stream, "multiply_bf16", {dim3(1), dim3(64)}, multiply_bf16, a.data(), b.data(),
           after.data());
    stream.synchronize();
    check_product(exact_a, exact_b, before, after, 16);
  });
}

TEST_CASE("products of tf32 matrices ignore what tf32 has no bits for") {
  in_every_schedule([] {
    const Array<float> a = numbers(2 * kRows * 8, 4), b = numbers(2 * 8 * kColumns, 5);
    const Array<float> before = numbers(2 * kRows * kColumns, 6);
    Array<float> after = before;
    Stream stream;
    launch(stream, "multiply_f32", {dim3(1), dim3(64)}, multiply_f32, a.data(), b.data(),
           after.data());
    stream.synchronize();
    const auto cut = [](Array<float> values) {
      for (float& value : values) {
        value = std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) & ~0x1FFFU);
      }
      return values;
    };
    check_product(cut(a), cut(b), before, after, 8);
  });
}

template <unsigned kMatrices, bool kTransposed>
void check_loads() {
  Array<std::uint32_t> out(32 * kMatrices);
  Stream stream;
  launch(stream, "load_matrices", {dim3(1), dim3(32)},
         load_matrices<static_cast<int>(kMatrices), kTransposed>, out.data());
  stream.synchronize();
  for (unsigned lane = 0; lane != 32; ++lane) {
    for (unsigned i = 0; i != kMatrices; ++i) {
      // Element (r, c) of matrix i is 64 i + 8 r + c.
      const unsigned row = lane / 4, column = lane % 4 * 2;
      const unsigned low = 64 * i + (kTransposed ? 8 * column + row : 8 * row + column);
      const unsigned high = low + (kTransposed ? 8 : 1);
      CHECK(out[lane * kMatrices + i] == (low | high << 16U));
    }
  }
}

TEST_CASE("matrices are handed out to lanes, as they lie or transposed") {
  in_every_schedule([] {
    check_loads<4, false>();
    check_loads<2, false>();
    check_loads<4, true>();
    check_loads<2, true>();
  });
}

TEST_CASE("roundings to tf32 and bf16") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto bits = [](std::uint32_t value) { return std::bit_cast<float>(value); };
  // tf32: the nearest, ties away from zero.
  const Array<float> in = {
      1.F,       bits(0x3F801000), bits(0x3F800FFF), bits(0xBF801000), bits(0x7F7FFFFF),
      kInfinity, -kInfinity,       bits(0x7FC00001)};
  const Array<std::uint32_t> tf32 = {0x3F800000, 0x3F802000, 0x3F800000, 0xBF802000,
                                     0x7F800000, 0x7F800000, 0xFF800000, 0};
  Array<std::uint32_t> rounded(in.size()), pairs(in.size());
  Stream stream;
  launch(stream, "round", {dim3(1), dim3(static_cast<unsigned>(in.size()))}, round, in.data(),
         rounded.data(), pairs.data());
  stream.synchronize();
  for (std::size_t i = 0; i != in.size(); ++i) {
    const Bfloat16 low = {static_cast<std::uint16_t>(pairs[i])};
    const std::uint32_t high = pairs[i] >> 16U;
    CHECK(high == 0x3F80U);
    if (std::isnan(in[i])) {  // stays one, with whatever fraction
      CHECK(std::isnan(bits(rounded[i])));
      CHECK(std::isnan(to_float(low)));
    } else {
      CHECK(rounded[i] == tf32[i]);
      CHECK(low.bits == to_bfloat16(in[i]).bits);
    }
  }
}

}  // namespace
}  // namespace SLEEVE_TARGET
}  // namespace sleeve::kernels::cuda
